export { createBus } from './service/create-bus';
export { createService, type BackgroundWork, type ServiceOptions } from './service/create-service';
export { createApp, type AppOptions } from './service/create-app';
export {
  busSettings,
  intSetting,
  urlSetting,
  parseConfig,
  readConfig,
  serviceSettings,
  type BusSettings,
  type ServiceSettings,
} from './runtime/config';
export { Batcher, type Batch } from './database/batcher';
export { isDatabaseUnavailable, type DatabaseTime } from './database/database';
export { findPage, type Page, type PageSort } from './database/find-page';
export { readMany, readOne, type ReadOptions } from './database/documents';
export { isDocumentId } from './database/document-id';
export { guardedUpsert } from './database/guarded-upsert';
export { isLeased, leaseHasExpired } from './database/lease';
export { createLogger, type Logger } from './telemetry/logger';
export { registry } from './telemetry/metrics';
export { MAX_CHARGE_CENTS, MIN_CHARGE_CENTS, toCents } from './runtime/money';
export { type PeriodicJob } from './runtime/periodic';
export { waitFor, waitForReplica } from './runtime/wait-for';
export { withTimeout } from './runtime/with-timeout';

export { CustomError, type ErrorItem } from './errors/custom-error';
export { BadRequestError } from './errors/bad-request-error';
export { ConflictError } from './errors/conflict-error';
export { ForbiddenError } from './errors/forbidden-error';
export { NotAuthorizedError } from './errors/not-authorized-error';
export { NotFoundError } from './errors/not-found-error';
export { RequestValidationError } from './errors/request-validation-error';
export { ServiceUnavailableError } from './errors/service-unavailable-error';
export { TooManyRequestsError } from './errors/too-many-requests-error';

export { linkNextPage, nextPageHeader, pageQuery, readPage, type PageRequest } from './requests/paging';
export { requireAuth, userOf } from './middlewares/current-user';
export { idempotencyKeyHeader, requestHash, requireSameRequest } from './requests/idempotency-key';
export { etagHeader, ifMatchHeader, notModified, requireMatch } from './requests/if-match';
export {
  idField,
  listField,
  MAX_LINE_QUANTITY,
  MAX_STOCK,
  priceField,
  textField,
  wholeNumberField,
} from './requests/fields';
export { isWellFormed, textProblem } from './requests/text';
export { type FurtherChecks, type RequestSchema } from './requests/request-fields';
export { validated, validateRequest } from './middlewares/validate-request';

export { limitChanges, rateLimitSettings, type RateLimits } from './limits/limit-changes';
export { networkOf } from './limits/network-of';
export { RateLimiter } from './limits/rate-limiter';

export { describeApi, type OpenApiDocument, type ServiceApi } from './openapi/describe-api';
export { dateTime, jsonSchema, schemaRef } from './openapi/json-schema';

export { KEPT_MS as ENDED_SESSIONS_KEPT_MS } from './session/ended-session';
export { type EndedSessions } from './session/ended-sessions';
export type { CurrentUser, Session } from './session/current-session';
export {
  readResetToken,
  requireResetKey,
  resetKeys,
  resetSettings,
  resetTokenOf,
  type ResetKeys,
} from './session/reset-token';
export {
  closeSession,
  openSession,
  readSession,
  sessionKeys,
  type SessionOwner,
  type SessionKeys,
} from './session/session';
export { deriveKey, newRandomId, readSignedId, signId } from './session/signed-id';
export { canSign } from './session/signing-key';

export { currentTraceparent, parseTraceparent, runInContext } from './telemetry/context';
export { inSpan } from './telemetry/tracer';

export * from './events/contracts';
export { documentId, type BoughtItem } from './events/contracts/fields';
export { defineEvent, type EventContract, type EventData } from './events/define-event';
export { DeadLetter } from './events/dead-letter';
export { isSamePurchase, mergeItems } from './events/merge-items';
export { Listener, RejectedEventError } from './events/listener';
export { Publisher } from './events/publisher';

export { aggregate, type AggregateFields, type AggregateModel, type OutboxEntry } from './outbox/aggregate';
export { change, create, type Decision } from './outbox/change';
export { type Stored } from './outbox/load';

export { epochChannel } from './recovery/broker-epoch';
export { eventSource, type EventSource } from './recovery/event-source';
export { type MaintenanceRequest } from './recovery/maintenance-request';
export { replica, type Replica } from './recovery/replica';
export { refuseVersionJump } from './recovery/version-jump';

export { BusUnavailableError, type BusMessage, type EventBus } from './messaging/event-bus';
export { checkSendable } from './messaging/sendable';
