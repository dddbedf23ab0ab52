import { services } from '../../../../../services.cjs';
import { findPrometheus, targetsOf } from '../../programs/prometheus';
import { readyScreen } from '../../screen';

it('scrapes every process under the label of its pod', () => {
  const names = [...services.flatMap(({ folder }) => [folder, `${folder}-2`]), 'client'];
  const ports = new Map(names.map((name, index) => [name, 1000 + index]));
  const targets = targetsOf({ ports, settings: { replicas: 2 } as never });
  expect(targets).toHaveLength(names.length);
  expect(targets[1]).toEqual({ targets: ['127.0.0.1:1001'], labels: { app: services[0]?.app } });
  expect(targets.at(-1)).toMatchObject({ labels: { app: 'client' } });
});

it('says in one line how to get Prometheus when it is not on PATH', async () => {
  const { PATH } = process.env;
  process.env.PATH = '/nowhere';
  const lines: string[] = [];
  try {
    expect(await findPrometheus((line) => lines.push(line))).toBeUndefined();
  } finally {
    process.env.PATH = PATH;
  }
  expect(lines).toEqual(['No monitoring: prometheus is not on PATH (Debian: apt-get install prometheus).']);
});

it('shows the address of Prometheus on the screen when it runs', () => {
  const facts = {
    seconds: 1,
    httpPort: 8080,
    httpsPort: 8443,
    hosts: [],
    dataDir: '/data',
    hasDemo: false,
    ca: { file: '/ca.pem', issuer: 'own' as const },
    isSandbox: true,
    isInspected: false,
  };
  expect(readyScreen({ ...facts, prometheusUrl: 'http://127.0.0.1:9' })).toMatch(
    /Prometheus +http:\/\/127.0.0.1:9/,
  );
  expect(readyScreen(facts)).not.toContain('Prometheus');
});
