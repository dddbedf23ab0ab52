import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { untilQuiescent } from '@ecommerce/e2e/quiescence';
import { readStack } from '@ecommerce/e2e/stack';
import mongoose from 'mongoose';
import type { Executed } from './count';
import { type Command, logCommands, MongodLog } from './mongod-log';

const OWN_NAME = 'round-trips';
/** A command that a paused service has sent is logged by then. */
const LOGGED_WITHIN_MS = 200;
/** What mongod counts of the commands that services send to their database. */
const COUNTED = [
  ...['find', 'getMore', 'aggregate', 'count', 'distinct'],
  ...['insert', 'update', 'delete', 'findAndModify'],
];

interface Database {
  client: mongoose.mongo.MongoClient;
  log: MongodLog;
}

/** Commands by name, as serverStatus has them; one that was never sent may be absent. */
type Totals = Record<string, { total: number }>;

interface Frozen {
  totals: Map<string, Totals>;
  executed: Map<string, Command[]>;
}

/** The running shop, whose databases log every command, and whose services can be paused. */
export class WatchedShop {
  private paused: readonly string[] = [];

  private constructor(private readonly databases: ReadonlyMap<string, Database>) {}

  /** @param dataDir of the shop: the logs of its processes, and the administrators' passwords */
  static async open(dataDir: string): Promise<WatchedShop> {
    const databases = new Map<string, Database>();
    const secrets = readFileSync(path.join(dataDir, 'secrets.json'), 'utf8');
    const { services } = JSON.parse(secrets) as { services: Record<string, { mongoAdminPassword: string }> };
    for (const [service, uri] of Object.entries(readStack().mongo)) {
      const auth = { username: 'admin', password: services[service]?.mongoAdminPassword };
      const client = new mongoose.mongo.MongoClient(uri, { appName: OWN_NAME, auth, authSource: 'admin' });
      await logCommands(client.db(), OWN_NAME);
      const file = path.join(dataDir, 'logs', `${service}-mongo.log`);
      databases.set(service, { client, log: new MongodLog(file, client.db().databaseName) });
    }
    return new WatchedShop(databases);
  }

  /** Pauses these services and lets all others run. */
  pauseOnly(services: readonly string[]): void {
    for (const service of services) if (!this.paused.includes(service)) signal(service, 'SIGSTOP');
    for (const service of this.paused) if (!services.includes(service)) signal(service, 'SIGCONT');
    this.paused = services;
  }

  /** Waits until the services that run have nothing left to do. */
  async untilQuiescent(): Promise<void> {
    const running = [...this.databases].filter(([service]) => !this.paused.includes(service));
    await untilQuiescent(new Map(running.map(([service, { client }]) => [service, client.db()])));
  }

  /** @returns what the databases execute while `act` runs */
  async observe(act: () => Promise<unknown>): Promise<Executed> {
    this.take();
    await act();
    return this.take();
  }

  /**
   * Checks that the logs miss no command: of what the services send while `act` runs, they must have as many as mongod
   * itself counts.
   * @throws Error for a database whose log differs
   */
  async checkLogs<T>(act: () => Promise<T>): Promise<T> {
    const before = await this.freeze();
    this.pauseOnly([]);
    const result = await act();
    const after = await this.freeze();
    this.pauseOnly([]);
    for (const [service, logged] of after.executed)
      for (const name of COUNTED) {
        const inLog = logged.filter((command) => command.name === name).length;
        const executed = totalOf(after, service, name) - totalOf(before, service, name);
        if (inLog !== executed)
          throw new Error(`${service}-mongo executed ${executed} ${name} commands and logged ${inLog}`);
      }
    return result;
  }

  async close(): Promise<void> {
    this.pauseOnly([]);
    for (const { client, log } of this.databases.values()) {
      log.close();
      await client.close();
    }
  }

  /** Pauses all services and reads what their databases have executed until now. */
  private async freeze(): Promise<Frozen> {
    this.pauseOnly([...this.databases.keys()]);
    await sleep(LOGGED_WITHIN_MS);
    const totals: Frozen['totals'] = new Map();
    for (const [service, { client }] of this.databases) {
      const { metrics } = await client.db().command({ serverStatus: 1 });
      totals.set(service, (metrics as { commands: Totals }).commands);
    }
    return { totals, executed: this.take() };
  }

  private take(): Map<string, Command[]> {
    return new Map([...this.databases].map(([service, { log }]) => [service, log.take()]));
  }
}

function signal(service: string, name: NodeJS.Signals): void {
  const pid = readStack().services[service]?.pid;
  if (!pid) throw new Error(`the shop has no process of ${service}`);
  process.kill(pid, name);
}

const totalOf = ({ totals }: Frozen, service: string, name: string): number =>
  totals.get(service)?.[name]?.total ?? 0;
