import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { REPOSITORY } from '../../../local/src/settings';
import { services } from '../../../../services.cjs';
import { kustomize, pods } from '../manifests';
import { matches, type Selector } from '../network-policies';

const MONITORING = path.join(REPOSITORY, 'infra/monitoring');
const read = (file: string): string => readFileSync(path.join(REPOSITORY, file), 'utf8');

interface Rule {
  alert?: string;
  record?: string;
  expr: string;
  annotations?: { summary: string; runbook: string };
}
const { groups } = parse(read('infra/monitoring/rules/shop.rules.yml')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const alerts = rules.filter(({ alert }) => alert !== undefined);

/** The names of the metrics that the code declares, and those that Prometheus and its clients add. */
const declared = [
  ...['common/src/telemetry/metrics.ts', 'payments/src/services/metrics.ts'],
  ...['notifications/src/services/metrics.ts', 'infra/audit/src/metrics.ts', 'infra/audit/src/gauges.ts'],
]
  .flatMap((file) => [...read(file).matchAll(/['`\s]([a-z]+(?:_[a-z]+)+)(?=['`{ ])/g)])
  .map(([, name]) => name ?? '');
const others = /^(up|process_|nodejs_)/;

/** The names of the series that a query reads. */
const seriesOf = (expr: string): string[] =>
  [...expr.replace(/"[^"]*"/g, '').matchAll(/\b[a-z]+(?:[_:][a-z0-9]+)+(?=[{[)\s]|$)/g)].map(
    ([name]) => name,
  );
const isKnown = (series: string): boolean =>
  others.test(series) ||
  rules.some(({ record }) => record === series) ||
  declared.includes(series.replace(/_(bucket|count|sum)$/, ''));

describe('the alerts of infra/monitoring', () => {
  it.each(alerts.map(({ alert = '', annotations }) => [alert, annotations?.runbook] as const))(
    '%s has an entry in the runbook',
    (alert, runbook) => {
      expect(runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
      expect(read('docs/operations.md')).toContain(`\n### ${alert}\n`);
    },
  );

  it('have a test each, firing and silent', () => {
    const tests = read('infra/monitoring/rules/shop.rules.test.yml');
    const countOf = (alert: string): number => tests.split(new RegExp(`alertname: ${alert}\\b`)).length - 1;
    expect(alerts.filter(({ alert = '' }) => countOf(alert) < 2)).toEqual([]);
  });
});

describe('the queries of infra/monitoring', () => {
  const dashboards = readdirSync(path.join(MONITORING, 'dashboards')).flatMap((file) => {
    const board = JSON.parse(read(`infra/monitoring/dashboards/${file}`)) as {
      panels: { title: string; targets: { expr: string }[] }[];
    };
    return board.panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }) => [`${file}: ${title}`, expr] as const),
    );
  });
  const all = [
    ...rules.map(({ alert, record, expr }) => [alert ?? record ?? '', expr] as const),
    ...dashboards,
  ];

  it.each(all)('%s reads series that exist', (_where, expr) => {
    expect(seriesOf(expr).filter((series) => !isKnown(series))).toEqual([]);
  });
});

describe('the PodMonitor', () => {
  const { spec: monitor } = parse(read('infra/monitoring/pod-monitor.yaml')) as {
    spec: {
      selector: Selector;
      podTargetLabels: string[];
      podMetricsEndpoints: { port: string; path: string; relabelings: object[] }[];
    };
  };
  const [endpoint] = monitor.podMetricsEndpoints;

  it.each(['overlays/sandbox', 'overlays/production'])(
    'selects the metrics of services and client in %s, and no other pod',
    async (overlay) => {
      const selected = pods(await kustomize(`infra/k8s/${overlay}`)).filter(({ labels }) =>
        matches(monitor.selector, labels),
      );
      const apps = selected.map(({ labels }) => labels.app);
      expect(apps.sort()).toEqual([...services.map(({ app }) => app), 'client'].sort());
      for (const { labels, annotations, spec } of selected) {
        const ports = spec.containers.flatMap((container) => container.ports ?? []);
        const port = ports.find(({ name }) => name === endpoint?.port);
        expect({ app: labels.app, ...annotations }).toMatchObject({
          app: labels.app,
          'prometheus.io/scrape': 'true',
          'prometheus.io/port': `${port?.containerPort}`,
          'prometheus.io/path': endpoint?.path,
        });
        for (const label of monitor.podTargetLabels) expect(labels).toHaveProperty(label);
      }
    },
  );

  it('gives the series the job that the rules read', () => {
    expect(endpoint?.relabelings).toContainEqual({ targetLabel: 'job', replacement: 'shop' });
    expect(rules.map(({ expr }) => expr).join()).toContain('up{job="shop"}');
  });
});
