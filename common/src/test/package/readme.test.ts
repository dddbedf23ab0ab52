import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { Router } from 'express';
import { model, Schema } from 'mongoose';
import request from 'supertest';
import ts from 'typescript';
import * as common from '../../index';
import { newId, signedIn, testKeys, useDatabase } from '../../testing';

interface StoredOrder extends common.AggregateFields {
  userId: string;
  status: string;
  items: { productId: string; quantity: number }[];
  total: number;
}

const schema = new Schema<StoredOrder>({
  userId: String,
  status: String,
  items: [{ _id: false, productId: String, quantity: Number }],
  total: Number,
});
schema.plugin(common.aggregate);
const Order = model<StoredOrder>('Order', schema);

useDatabase();

/** Runs the README's route example as it is printed there. */
function readmeRouter(): Router {
  const readme = readFileSync(path.resolve(__dirname, '../../../README.md'), 'utf8');
  const example = /## Errors and routes\s+```ts\n([\s\S]+?)```/.exec(readme)?.[1] ?? '';
  const { outputText } = ts.transpileModule(example, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS },
  });
  const scope = { ...common, Router, Order, exports: {} as { showOrderRouter?: Router } };
  const run = vm.compileFunction(outputText, Object.keys(scope)) as (...values: unknown[]) => void;
  run(...Object.values(scope));
  return scope.exports.showOrderRouter!;
}

describe("the README's route example", () => {
  const logger = common.createLogger('test', 'silent');
  const app = common.createApp({ logger, keys: testKeys, routers: [readmeRouter()] });
  const userId = newId();
  const show = (id: string, user = userId) =>
    request(app)
      .get(`/api/orders/${id}`)
      .set('Cookie', signedIn({ id: user }));

  it('answers with the fields of the view and no others', async () => {
    const items = [{ productId: newId(), quantity: 2 }];
    const { _id } = await Order.create({ userId, status: 'Created', items, total: 20 });
    await show(String(_id)).expect(200, { id: String(_id), status: 'Created', items, total: 20 });
    await show(String(_id), newId()).expect(404);
  });

  it.each([
    ['a malformed', 'not-an-id'],
    ['an unknown', newId()],
  ])('returns 404 for %s id', async (_name, id) => {
    await show(id).expect(404);
  });
});
