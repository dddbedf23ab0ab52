import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import mongoose from 'mongoose';

/**
 * The limits of the bench, in a process of their own: what each route costs at least with Node's http, with Express
 * and the official driver, and with journaled writes. It prints its port, and ends with its parent.
 */
async function serve(uri: string): Promise<void> {
  const client = new mongoose.mongo.MongoClient(uri, {
    writeConcern: { w: 'majority', journal: true },
    maxPoolSize: 20,
  });
  const db = client.db();
  const products = db.collection('limit-products');
  const app = express()
    .get('/products', async (_req, res) => {
      res.json(await products.find().sort({ _id: -1 }).limit(20).toArray());
    })
    .get('/products/:id', async (req, res) => {
      res.json(await products.findOne({ _id: new mongoose.Types.ObjectId(req.params.id) }));
    })
    .get('/constant', (_req, res) => {
      res.json({ currentUser: null });
    })
    .post('/documents', express.json(), async (req, res) => {
      const document = req.body as object;
      await db.collection('limit-documents').insertOne(document);
      res.status(201).json(document);
    })
    .post('/carts', express.json(), async (req, res) => {
      const { userId, ...line } = req.body as { userId: string };
      const update = { $set: { items: [line] } };
      await db.collection('limit-carts').updateOne({ userId }, update, { upsert: true });
      res.status(201).json({ userId, items: [line] });
    });
  const bare: RequestListener = (_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' }).end('{"currentUser":null}');
  };
  // As the services: a connection that is closed between two rounds fails the next request.
  const servers = [app as unknown as RequestListener, bare].map((listener) =>
    createServer({ keepAliveTimeout: 65_000 }, listener),
  );
  const ports = servers.map(
    (server) =>
      new Promise<number>((resolve) => {
        server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
      }),
  );
  process.send?.(await Promise.all(ports));
  process.once('disconnect', () => process.exit(0));
}

void serve(process.argv[2] ?? '');
