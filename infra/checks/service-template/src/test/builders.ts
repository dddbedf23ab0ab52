import { createLogger } from '@datnxecommerce/common';
import { documented, newId, testKeys } from '@datnxecommerce/common/testing';
import { buildApp } from '../app';
import { api } from '../openapi';

/** The service's HTTP API, held to its document. */
export const anApp = () =>
  documented(buildApp({ logger: createLogger('test', 'silent'), keys: testKeys }), api);

/** The data of a product event. */
export const productEvent = (fields: object = {}) => ({
  id: newId(),
  title: 'Lamp',
  price: 19.99,
  quantity: 5,
  userId: newId(),
  version: 0,
  ...fields,
});
