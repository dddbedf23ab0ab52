import { services } from '../../../../services.cjs';
import { kubectl, namespace, podsOf } from '../kubectl';

const APPS = services.map(({ app }) => app);
const NODE = [...APPS, 'client', 'stripe'];
const OTHERS = ['nats', 'mail', ...APPS.map((app) => `${app}-mongo`)];

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

describe.each([...NODE, ...OTHERS])('a pod of %s', (app) => {
  it('cannot write to /', async () => {
    expect((await shell(app, 'echo broken > /broken')).out).toContain('Read-only file system');
  });

  it('is not root and cannot become root', async () => {
    expect(Number((await shell(app, 'id -u')).out)).toBeGreaterThan(0);
    const { out } = await shell(app, 'cat /proc/self/status');
    for (const line of ['CapBnd:\t0000000000000000', 'NoNewPrivs:\t1', 'Seccomp:\t2'])
      expect(out.split('\n')).toContain(line);
  });

  it('has no token of the cluster', async () => {
    const { out } = await shell(app, 'ls /var/run/secrets/kubernetes.io');
    expect(out).toContain('No such file or directory');
  });
});

it.each(NODE)('process 1 of %s is Node, so it gets the signals of Kubernetes', async (app) => {
  expect((await shell(app, 'cat /proc/1/comm')).out).toMatch(/^(node|MainThread)$/);
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

  it('do not publish on a channel that is not its own, nor read the channels of others', async () => {
    const channel = app === 'payment' ? 'order:cancelled' : 'payment:created';
    const script = `
      const socket = require('node:net').connect(4222, 'nats-svc');
      const { NATS_USER: user, NATS_PASSWORD: pass } = process.env;
      socket.write('CONNECT ' + JSON.stringify({ user, pass, verbose: false }) + '\\r\\n');
      socket.write('PUB _STAN.pub.ticketing.${channel} 2\\r\\n{}\\r\\n');
      for (const [id, subject] of ['>', '_STAN.pub.>'].entries()) socket.write('SUB ' + subject + ' ' + id + '\\r\\n');
      socket.write('PING\\r\\n');
      let said = '';
      socket.on('data', (data) => { said += data; if (said.includes('PONG')) { console.log(said); process.exit(); } });`;
    const { out } = await inPod(app, 'node', '-e', script);
    expect(out).toContain(`Permissions Violation for Publish to "_STAN.pub.ticketing.${channel}"`);
    for (const subject of ['>', '_STAN.pub.>'])
      expect(out).toContain(`Permissions Violation for Subscription to "${subject}"`);
  });

  it('read no secret from the API server', async () => {
    const script = `
      process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
      fetch('https://kubernetes.default.svc/api/v1/namespaces/${namespace()}/secrets').then(
        ({ status }) => console.log(status),
        ({ cause }) => console.log(cause.code));`;
    // Anonymous, so 401 or 403. Where network policies are enforced, it does not even get there.
    expect((await inPod(app, 'node', '-e', script)).out).toMatch(/(401|403|TIMEOUT|ECONNREFUSED)\b/);
  });

  it("do not reach the broker's monitor", async () => {
    const host = await kubectl('get', 'pod', 'nats-0', '-o', 'jsonpath={.status.podIP}');
    expect(host).not.toBe('');
    const script = `
      const socket = require('node:net').connect({ port: 8222, host: '${host}', timeout: 5000 });
      const end = (word) => () => { console.log(word); process.exit(); };
      socket.on('connect', end('open')).on('error', end('closed')).on('timeout', end('closed'));`;
    expect((await inPod(app, 'node', '-e', script)).out).toBe('closed');
  });
});
