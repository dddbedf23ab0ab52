import { createApp, type Logger, type SessionKeys } from '@datnxecommerce/common';
import type { NotificationDeps } from './domain/notification-deps';
import { api } from './openapi';
import { listStepsRouter } from './routes/list-steps';
import { streamStepsRouter } from './routes/stream-steps';
import type { OpenStreams } from './services/open-streams';

export interface AppDependencies extends NotificationDeps {
  logger: Logger;
  keys: SessionKeys;
  streams: OpenStreams;
}

/** The HTTP interface of notifications. */
export const buildApp = ({ logger, keys, streams, ...deps }: AppDependencies) =>
  createApp({
    logger,
    keys,
    api,
    routers: [listStepsRouter(deps), streamStepsRouter(deps, streams, keys)],
  });
