import { once } from 'node:events';
import { createServer, type Server, type ServerOptions } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import express, { type Express } from 'express';

const { messageClasses } = createRequire(__filename)('../server/message-classes') as {
  messageClasses: (app: Express) => ServerOptions;
};

let server: Server;
afterEach(() => void server.close());

it('makes requests and responses with the prototypes that Express would give them', async () => {
  const app = express();
  app.get('/things', (req, res) => void res.json({ path: req.path, isOfApp: req.app === app }));
  const areOfApp: boolean[] = [];
  server = createServer(messageClasses(app), (req, res) => {
    areOfApp.push(Object.getPrototypeOf(req) === app.request, Object.getPrototypeOf(res) === app.response);
    app(req as never, res as never);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');

  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/things`, { headers: { connection: 'close' } });

  expect(await answer.json()).toEqual({ path: '/things', isOfApp: true });
  expect(areOfApp).toEqual([true, true]);
});
