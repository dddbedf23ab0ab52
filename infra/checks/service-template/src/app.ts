import { createApp, type Logger, type SessionKeys } from '@datnxecommerce/common';
import { api } from './openapi';
import { listExamplesRouter } from './routes/list-examples';

export interface AppDependencies {
  logger: Logger;
  keys: SessionKeys;
}

/** The HTTP API of examples. */
export const buildApp = ({ logger, keys }: AppDependencies) =>
  createApp({ logger, keys, api, routers: [listExamplesRouter] });
