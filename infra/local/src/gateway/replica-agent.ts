import { Agent, type AgentOptions, type ClientRequestArgs } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Replica, Replicas } from './replicas';

type Connected = (error: Error | null, socket: Duplex) => void;

/**
 * Keeps connections to the processes of all backends. Where a connection is refused the next process of the same
 * backend is tried, which is safe for every request: nothing of it was sent yet.
 */
export class ReplicaAgent extends Agent {
  /** Connections to another process than the one they were wanted for. */
  readonly #strays = new WeakSet<Duplex>();

  constructor(
    options: AgentOptions,
    private readonly backends: readonly Replicas[],
  ) {
    super(options);
  }

  override createConnection(options: ClientRequestArgs, connected?: Connected): undefined {
    const wanted = Number(options.port);
    const backend = this.backends.find((replicas) => replicas.at(wanted));
    const first = backend?.at(wanted);
    const others = backend?.inTurn().filter((replica) => replica !== first) ?? [];
    const ports = [wanted, ...others.map(({ url }) => Number(new URL(url).port))];
    void this.#connect(options, ports, backend).then(
      (socket) => connected?.(null, socket),
      // Without a socket, as Node's own agents do, whatever the type says.
      (error: unknown) => connected?.(error as Error, undefined as never),
    );
  }

  /** A stray serves one request: the connections of a process are kept under its own name. */
  override keepSocketAlive(socket: Duplex): boolean {
    // @ts-expect-error the type says void; the method answers whether the socket is kept, as documented
    return !this.#strays.has(socket) && super.keepSocketAlive(socket);
  }

  /** Closes the idle connections to a process, so that none is used as it closes. */
  dismiss(replica: Replica): void {
    const { hostname, port } = new URL(replica.url);
    const name = this.getName({ host: hostname, port });
    for (const socket of this.freeSockets[name] ?? []) socket.destroy();
  }

  async #connect(
    options: ClientRequestArgs,
    [port, ...others]: number[],
    backend: Replicas | undefined,
  ): Promise<Socket> {
    try {
      return await connectTo(options, port);
    } catch (error) {
      const refused = backend?.at(port);
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED' || !refused) throw error;
      backend?.away(refused);
      if (others.length === 0) throw error;
    }
    const stray = await this.#connect(options, others, backend);
    this.#strays.add(stray);
    return stray;
  }
}

function connectTo(options: ClientRequestArgs, port: number | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...options, host: '127.0.0.1', port: port ?? 0 } as never);
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}
