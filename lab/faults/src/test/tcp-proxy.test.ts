import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { TcpProxy } from '../tcp-proxy';

let echo: Server;
let proxy: TcpProxy;
let port: number;
const sockets: Socket[] = [];

beforeEach(async () => {
  echo = createServer((socket) => void socket.on('error', () => {}).pipe(socket));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const target = { host: '127.0.0.1', port: (echo.address() as AddressInfo).port };
  proxy = new TcpProxy(() => target, 1);
  port = await proxy.open();
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await proxy.close();
  await new Promise((resolve) => echo.close(resolve));
});

function open(): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  sockets.push(socket);
  return socket;
}

/** Whether it is reset or ended. */
const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.once('close', () => resolve()));

/** What comes back, and after how many milliseconds. */
async function say(socket: Socket, words: string): Promise<{ received: string; ms: number }> {
  const begin = performance.now();
  socket.write(words);
  const [piece] = (await once(socket, 'data')) as [Buffer];
  return { received: piece.toString(), ms: performance.now() - begin };
}

describe('a link', () => {
  it('that passes carries what is said, both ways', async () => {
    const { received } = await say(open(), 'hello');
    expect(received).toBe('hello');
    expect(proxy.connections).toBe(1);
  });

  it('that is cut ends its connections and each new one, until it heals', async () => {
    const socket = open();
    await say(socket, 'hello');
    const ended = closed(socket);
    proxy.become('cut');
    await ended;
    await closed(open());
    proxy.heal();
    expect((await say(open(), 'again')).received).toBe('again');
  });

  it('that is half open keeps quiet, and what was said arrives after it has healed', async () => {
    const socket = open();
    await say(socket, 'hello');
    proxy.become('half-open');
    let received = '';
    socket.on('data', (piece: Buffer) => (received += piece.toString()));
    socket.write('are you there?');
    await sleep(300);
    expect(received).toBe('');
    const answer = once(socket, 'data');
    proxy.heal();
    await answer;
    expect(received).toBe('are you there?');
  });

  it('that is slow takes 200 ms each way and keeps the order', async () => {
    const socket = open();
    await say(socket, 'hello');
    proxy.become('slow');
    expect((await say(socket, 'slowly')).ms).toBeGreaterThanOrEqual(390);
    let received = '';
    socket.on('data', (piece: Buffer) => (received += piece.toString()));
    for (const digit of '0123456789') {
      socket.write(digit);
      await sleep(5);
    }
    while (received.length < 10) await once(socket, 'data');
    expect(received).toBe('0123456789');
  });

  it('that closes slowly ends the connection, one side seconds before the other', async () => {
    const socket = open();
    await say(socket, 'hello');
    const begin = performance.now();
    proxy.become('slow-close');
    await closed(socket);
    expect(performance.now() - begin).toBeGreaterThan(1000);
  });

  it('without a target ends connections at once', async () => {
    const nowhere = new TcpProxy(() => undefined);
    const socket = connect(await nowhere.open(), '127.0.0.1');
    socket.on('error', () => {});
    await closed(socket);
    await nowhere.close();
  });
});
