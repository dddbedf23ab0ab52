import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { UserCreated } from '../../events/contracts';
import { Publisher } from '../../events/publisher';
import { runInContext } from '../../telemetry/context';
import { setTracer } from '../../telemetry/tracer';

const BUILD = path.resolve(__dirname, '../../../build');

/** Runs a script in a process that has started tracing by its environment, as a service does. */
async function runTraced(environment: Record<string, string>, script: string): Promise<string> {
  const program = `
    const { createLogger } = require('./index');
    const { parseConfig, serviceSettings } = require('./runtime/config');
    const { z } = require('zod');
    const all = parseConfig(z.object(serviceSettings), process.env);
    require('./telemetry/start-tracing').startTracing('parcels', all).then(async () => { ${script} });`;
  const env = { ...process.env, MONGO_URI: 'mongodb://127.0.0.1/x', JWT_KEY: 'x', ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program], { cwd: BUILD, env });
  return stdout.trim();
}

/** prom-client needs the API, which is an interface only. */
const LIST_PACKAGES = `
  const files = Object.keys(require.cache).filter((file) => /@opentelemetry.(?!api.)/.test(file));
  console.log(files.length > 0 ? 'loaded' : 'nothing');
  process.exit();`;

/** Publishes an event that was announced with the id of its span. */
const PUBLISH = `
  const { publishEvent } = require('./events/publish');
  const meta = { traceparent: '00-${'c'.repeat(32)}-${'d'.repeat(16)}-01' };
  const event = { subject: 'parcel:sent', data: JSON.stringify({ id: 'ab', meta }), parentSpan: '${'e'.repeat(16)}' };
  await publishEvent({ publish: async () => {} }, event, createLogger('parcels', 'silent'));
  await require('./telemetry/tracer').activeTracer().shutdown();`;

describe('tracing', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };

  it.each([
    ['nothing', 'without an endpoint', {}],
    ['nothing', 'when it is disabled', { ...endpoint, OTEL_SDK_DISABLED: 'true' }],
    ['loaded', 'with an endpoint', endpoint],
  ])('loads packages of OpenTelemetry: %s, %s', async (loaded, _when, environment) => {
    expect(await runTraced(environment, LIST_PACKAGES)).toBe(loaded);
  });

  it.each([
    ['http/json', 'application/json'],
    ['http/protobuf', 'application/x-protobuf'],
  ])(
    'exports over %s, as the standard variables say, the span that an event announced',
    async (protocol, type) => {
      const exported: { url?: string; headers: IncomingHttpHeaders; body: string }[] = [];
      const server = createServer((req, res) => {
        const chunks: Buffer[] = [];
        req.on('data', (chunk: Buffer) => chunks.push(chunk));
        req.on('end', () => {
          exported.push({
            url: req.url,
            headers: req.headers,
            body: Buffer.concat(chunks).toString('latin1'),
          });
          res.end();
        });
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      await runTraced(
        {
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
          OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
          OTEL_EXPORTER_OTLP_HEADERS: 'x-key=secret',
          OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
        },
        PUBLISH,
      ).finally(() => server.close());
      const [{ url, headers, body } = { url: '', headers: {}, body: '' }] = exported;
      expect(url).toBe('/v1/traces');
      expect(headers).toMatchObject({ 'content-type': type, 'x-key': 'secret' });
      for (const text of [
        'parcels',
        'publish parcel:sent',
        'deployment.environment.name',
        'messaging.system',
      ])
        expect(body).toContain(text);
      for (const id of ['c'.repeat(32), 'd'.repeat(16), 'e'.repeat(16)])
        expect(body).toContain(type === 'application/json' ? id : Buffer.from(id, 'hex').toString('latin1'));
    },
  );

  it('announces an event with the id of the span that will publish it', () => {
    class UserCreatedPublisher extends Publisher<typeof UserCreated, { id: string }> {
      readonly contract = UserCreated;
      protected describe = ({ id }: { id: string }) => ({ id, email: 'a@b.co', version: 0 });
    }
    const cause = { traceId: 'c'.repeat(32), spanId: 'e'.repeat(16), sampled: true };
    setTracer({ start: () => ({ context: cause, end: () => {} }), shutdown: () => Promise.resolve() });
    const entry = runInContext(cause, () =>
      new UserCreatedPublisher().announce({ id: 'a'.repeat(24) }, new Date()),
    );
    setTracer(undefined);
    expect(entry.parentSpan).toBe('e'.repeat(16));
    const { meta } = JSON.parse(entry.data) as { meta: { traceparent: string } };
    expect(meta.traceparent).toMatch(/^00-c{32}-[0-9a-f]{16}-01$/);
    expect(meta.traceparent).not.toContain('e'.repeat(16));
  });
});
