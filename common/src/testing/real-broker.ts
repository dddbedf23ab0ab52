import { spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** The cluster id of test brokers. */
export const CLUSTER_ID = 'ticketing';
const [FIRST_PORT, LAST_PORT] = [20_000, 32_000];

/** A nats-streaming-server process with its own file store; its port stays the same across restarts. */
export class RealBroker {
  private process?: ChildProcess;

  private constructor(
    private readonly binary: string,
    readonly port: number,
    private readonly directory: string,
  ) {}

  /**
   * Creates a broker that is not started yet.
   * @throws Error when TEST_NATS_SERVER does not name the binary
   */
  static async create(): Promise<RealBroker> {
    const binary = process.env.TEST_NATS_SERVER;
    if (!binary) {
      throw new Error('TEST_NATS_SERVER is not set: it must name the nats-streaming-server binary');
    }
    return new RealBroker(binary, await freePort(), await mkdtemp(path.join(tmpdir(), 'bus-test-')));
  }

  /** The address to connect to. */
  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Resolves when the broker is ready. */
  async start(): Promise<void> {
    const flags = `-a 127.0.0.1 -p ${this.port} -cid ${CLUSTER_ID} -st FILE -mm 0 -mb 0 -hbi 5s -hbt 5s -hbf 2`;
    const child = spawn(this.binary, [...flags.split(' '), '--dir', this.directory], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.process = child;
    const said: string[] = [];
    for await (const line of createInterface({ input: child.stderr })) {
      said.push(line);
      if (line.includes('Streaming Server is ready')) {
        child.stderr.resume();
        return;
      }
    }
    throw new Error(`the broker did not start:\n${said.join('\n')}`);
  }

  /** Ends the process at once, as a crash does; its data stays. Resolves when it has ended. */
  async kill(): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Stops answering but keeps all connections open, like a hung machine. */
  freeze(): void {
    this.process?.kill('SIGSTOP');
  }

  /** Continues after `freeze`. */
  thaw(): void {
    this.process?.kill('SIGCONT');
  }

  /** Deletes the data of a broker that was killed, so that it starts empty. */
  async loseData(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Ends the process and deletes its data. */
  async remove(): Promise<void> {
    await this.kill();
    await this.loseData();
  }
}

/**
 * Finds an unused port of this machine. It is below the range from which systems take ports for outgoing connections
 * and for servers on port 0, so that nothing of that kind takes it before it is used.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    const server = createServer().listen({ port, host: '127.0.0.1', exclusive: true });
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}
