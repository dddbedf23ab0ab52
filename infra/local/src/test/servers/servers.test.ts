import { execFileSync } from 'node:child_process';
import { createConnection } from 'node:net';
import { once } from 'node:events';

it('gives every test run one mongod and the path of a broker that starts', async () => {
  const uri = new URL(process.env.TEST_MONGO_URI!);
  const socket = createConnection(Number(uri.port), uri.hostname);
  await once(socket, 'connect');
  socket.destroy();
  expect(execFileSync(process.env.TEST_NATS_SERVER!, ['--version'], { encoding: 'utf8' })).toMatch(
    /nats-streaming-server version 0\.\d+/,
  );
});
