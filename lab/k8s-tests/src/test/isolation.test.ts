import { services } from '../../../../services.cjs';
import { kubectl, podsOf } from '../kubectl';

const APPS = services.map(({ app }) => app);
const READ_ONLY = [...APPS, 'client', 'nats', ...APPS.map((app) => `${app}-mongo`)];

/** Runs a script in a pod of an app. @returns its exit code and what it printed */
async function inPod(app: string, ...command: string[]): Promise<{ code: number; out: string }> {
  const [pod = ''] = await podsOf(app);
  try {
    return { code: 0, out: await kubectl('exec', pod, '--', ...command) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout + stderr };
  }
}

const shell = (app: string, script: string) => inPod(app, 'sh', '-c', script);

describe.each(READ_ONLY)('a pod of %s', (app) => {
  it('cannot write to /, is not root, and has no token', async () => {
    expect((await shell(app, 'echo broken > /broken')).code).not.toBe(0);
    expect(Number((await shell(app, 'id -u')).out)).toBeGreaterThan(0);
    const token = await shell(app, 'cat /var/run/secrets/kubernetes.io/serviceaccount/token');
    expect(token.code).not.toBe(0);
  });
});

describe.each(APPS)('the credentials of %s', (app) => {
  it("do not open another service's database", async () => {
    const [other = ''] = APPS.filter((name) => name !== app);
    const script = `
      const { default: mongoose } = await import('mongoose');
      const uri = process.env.MONGO_URI.replace(/@[^/]+/, '@${other}-mongo-svc:27017');
      await mongoose.connect(uri, { serverSelectionTimeoutMS: 5000 }).then(
        () => console.log('connected'),
        (error) => console.log('refused', error.code ?? error.name));
      process.exit();`;
    const { out } = await inPod(app, 'node', '--input-type=module', '-e', script);
    // 18: wrong login. Where network policies are enforced, it does not even get there.
    expect(out).toMatch(/refused (18|MongooseServerSelectionError)/);
  });

  it('do not publish on a channel that is not its own', async () => {
    const channel = app === 'payment' ? 'order:cancelled' : 'payment:created';
    const script = `
      const socket = require('node:net').connect(4222, 'nats-svc');
      const { NATS_USER: user, NATS_PASSWORD: pass } = process.env;
      socket.write('CONNECT ' + JSON.stringify({ user, pass, verbose: false }) + '\\r\\n');
      socket.write('PUB _STAN.pub.ticketing.${channel} 2\\r\\n{}\\r\\nPING\\r\\n');
      let said = '';
      socket.on('data', (data) => { said += data; if (said.includes('PONG')) { console.log(said); process.exit(); } });`;
    const { out } = await inPod(app, 'node', '-e', script);
    expect(out).toContain(`Permissions Violation for Publish to "_STAN.pub.ticketing.${channel}"`);
  });

  it("does not reach the broker's monitor", async () => {
    const host = await kubectl('get', 'pod', 'nats-0', '-o', 'jsonpath={.status.podIP}');
    expect(host).not.toBe('');
    const script = `
      const socket = require('node:net').connect({ port: 8222, host: '${host}', timeout: 5000 });
      const end = (word) => () => { console.log(word); process.exit(); };
      socket.on('connect', end('open')).on('error', end('closed')).on('timeout', end('closed'));`;
    expect((await inPod(app, 'node', '-e', script)).out).toBe('closed');
  });
});
