import { existsSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import mongoose from 'mongoose';
import { freePorts } from '@ecommerce/local/ports';
import { resolveMongod, resolveNatsStreaming } from '@ecommerce/local/servers';
import type { Books } from './books';
import { KeptProcess, type Program } from './kept-process';

/** Those that a purchase goes through; the peer's cart and pages are left out. */
export const PEER_SERVICES = ['products', 'orders', 'payments'] as const;
export type PeerService = (typeof PEER_SERVICES)[number];

export const JWT_KEY = 'peer-jwt-key';
const STRIPE_SECRET_KEY = 'sk_test_peer';
const CONTROL_SECRET = 'control-secret-of-the-peer';
/** The same program arguments as in the peer's manifest of the broker: it keeps its messages in memory. */
const BROKER = ['-hbi', '5s', '-hbt', '5s', '-hbf', '2', '-SD', '-cid', 'ticketing'];
const STAND_IN = path.resolve(__dirname, '../../../infra/stripe/build/index.js');

/** The peer's services, unchanged, on real servers, with our Stripe stand-in. */
export class PeerShop {
  private readonly processes = new Map<string, KeptProcess>();
  private readonly databases = new Map<PeerService, mongoose.mongo.MongoClient>();
  private ports = new Map<string, number>();
  /** Products that were put up, with their first stock. */
  readonly stock = new Map<string, number>();

  /**
   * @param checkout the peer's repository, its services installed and compiled
   * @param folder for data and logs
   */
  constructor(
    private readonly checkout: string,
    private readonly folder: string,
  ) {}

  async start(): Promise<void> {
    const names = [
      'nats',
      'nats-monitor',
      'stripe',
      ...PEER_SERVICES.flatMap((name) => [name, `${name}-mongo`]),
    ];
    const ports = await freePorts(names.length);
    this.ports = new Map(names.map((name, index) => [name, ports[index] as number]));
    const { signal } = new AbortController();
    const mongod = await resolveMongod(() => undefined, signal);
    const broker = await resolveNatsStreaming(() => undefined, signal);
    const addresses = ['-a', '127.0.0.1', '-p', `${this.port('nats')}`, '-m', `${this.port('nats-monitor')}`];
    await Promise.all([
      this.keep('nats', broker.path, [...addresses, ...BROKER]),
      this.keep('stripe', process.execPath, [STAND_IN], {
        PORT: `${this.port('stripe')}`,
        DATA_DIR: this.dataFolder('stripe'),
        STRIPE_SECRET_KEY,
        STRIPE_PUBLISHABLE_KEY: 'pk_test_peer',
        CONTROL_SECRET,
      }),
      ...PEER_SERVICES.map((name) => this.startDatabase(name, mongod.path)),
    ]);
    await Promise.all(PEER_SERVICES.map((name) => this.startService(name)));
  }

  port(name: string): number {
    return this.ports.get(name) as number;
  }

  kill(service: PeerService): void {
    this.processes.get(service)?.kill();
  }

  /** How often its services ended without having been killed. */
  deaths(): number {
    return PEER_SERVICES.reduce((sum, name) => sum + (this.processes.get(name)?.deaths ?? 0), 0);
  }

  /** @param request what the stand-in's control plane is told */
  async stripe(method: string, where: string, request?: object): Promise<unknown> {
    const answer = await fetch(`http://127.0.0.1:${this.port('stripe')}/_control/${where}`, {
      method,
      headers: { authorization: `Bearer ${CONTROL_SECRET}`, 'content-type': 'application/json' },
      ...(request && { body: JSON.stringify(request) }),
    });
    if (!answer.ok) throw new Error(`the Stripe stand-in answered ${answer.status} to ${where}`);
    return answer.status === 204 || method === 'DELETE' ? undefined : answer.json();
  }

  async books(): Promise<Books> {
    const { charges } = (await this.stripe('GET', 'ledger')) as { charges: Charge[] };
    const orders = await this.collection<OrderDoc>('orders').find().toArray();
    const products = await this.collection<ProductDoc>('products').find().toArray();
    return {
      products: products.map(({ _id, quantity }) => {
        const id = String(_id);
        return { id, start: this.stock.get(id) ?? quantity, left: quantity };
      }),
      orders: orders.map(({ _id, status, items }) => ({
        id: String(_id),
        status,
        items: items.map(({ product, quantity }) => ({ productId: String(product), quantity })),
      })),
      charges: charges
        .filter(({ paid }) => paid)
        .map(({ description, amount, amount_refunded: refunded }) => ({
          orderId: description.replace('Order ', ''),
          ...{ amount, refunded },
        })),
    };
  }

  async stop(): Promise<void> {
    await Promise.all([...this.databases.values()].map((client) => client.close()));
    await Promise.all([...this.processes.values()].map((process) => process.stop()));
  }

  private collection<T extends object>(name: 'orders' | 'products'): mongoose.mongo.Collection<T> {
    const client = this.databases.get(name) as mongoose.mongo.MongoClient;
    // Each of the peer's services calls its database so.
    return client.db('auth').collection<T>(name);
  }

  private async startDatabase(service: PeerService, command: string): Promise<void> {
    const name = `${service}-mongo`;
    const port = this.port(name);
    const dbpath = ['--dbpath', this.dataFolder(name), '--wiredTigerCacheSizeGB', '0.25', '--nounixsocket'];
    await this.keep(name, command, [...dbpath, '--quiet', '--bind_ip', '127.0.0.1', '--port', `${port}`]);
    const client = new mongoose.mongo.MongoClient(`mongodb://127.0.0.1:${port}`, { runtimeAdapters: { os } });
    await client.db('admin').command({ createUser: 'peer', pwd: 'peer', roles: ['root'] });
    this.databases.set(service, client);
  }

  private startService(name: PeerService): Promise<void> {
    const cwd = path.join(this.checkout, name);
    const entry = 'dist/index.js';
    if (!existsSync(path.join(cwd, entry)))
      throw new Error(`${cwd} is not compiled: npm install and npx tsc there`);
    const env = {
      NODE_ENV: 'production',
      PEER_PORT: `${this.port(name)}`,
      PEER_STRIPE_PORT: `${this.port('stripe')}`,
      ...{ JWT_KEY, STRIPE_SECRET_KEY },
      MONGO_USERNAME: 'peer',
      MONGO_PASSWORD: 'peer',
      MONGO_HOST: '127.0.0.1',
      MONGO_PORT: `${this.port(`${name}-mongo`)}`,
      NATS_URL: `nats://127.0.0.1:${this.port('nats')}`,
      NATS_CLUSTER_ID: 'ticketing',
      NATS_CLIENT_ID: `${name}-depl-0`,
      // No images here: its products say so in their log and go on.
      MINIO_ENDPOINT: '127.0.0.1',
      MINIO_PORT: '9',
    };
    return this.keep(
      name,
      process.execPath,
      ['--require', path.join(__dirname, 'preload.js'), entry],
      env,
      cwd,
    );
  }

  private async keep(
    name: string,
    command: string,
    args: string[],
    env: NodeJS.ProcessEnv = {},
    cwd = this.folder,
  ): Promise<void> {
    const logFile = path.join(this.folder, `${name}.log`);
    const program: Program = { command, args, env, cwd, logFile, port: this.port(name) };
    const kept = new KeptProcess(program);
    this.processes.set(name, kept);
    await kept.start();
  }

  private dataFolder(name: string): string {
    const folder = path.join(this.folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}

interface Charge {
  paid: boolean;
  description: string;
  amount: number;
  amount_refunded: number;
}

interface OrderDoc {
  status: string;
  items: { product: unknown; quantity: number }[];
}

interface ProductDoc {
  quantity: number;
}
