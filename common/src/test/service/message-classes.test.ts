import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import express from 'express';
import request from 'supertest';
import { createHttpServer } from '../../service/http-server';
import { messageClasses } from '../../service/message-classes';
import { sendJson } from '../../service/send-json';

const app = express();
app.response.json = sendJson;
app.get('/things', (req, res) => void res.json({ path: req.path, isOfApp: req.app === app }));
const listener = app as unknown as RequestListener;
const areOfApp: { request: boolean; response: boolean }[] = [];
let server: Server;

beforeAll(async () => {
  const noting: RequestListener = (req, res) => {
    areOfApp.push({
      request: Object.getPrototypeOf(req) === app.request,
      response: Object.getPrototypeOf(res) === app.response,
    });
    listener(req, res);
  };
  server = createHttpServer(noting, new AbortController().signal, messageClasses(app));
  await once(server.listen(0, '127.0.0.1'), 'listening');
});

afterAll(() => void server.close());

it('makes requests and responses with the prototypes that Express would give them', async () => {
  const { body } = (await request(server).get('/things').expect(200)) as { body: unknown };

  expect(body).toEqual({ path: '/things', isOfApp: true });
  expect(areOfApp).toEqual([{ request: true, response: true }]);
});
