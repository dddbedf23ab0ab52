import type { Manifest } from './manifests';

type Labels = Record<string, string>;

export interface Selector {
  matchLabels?: Labels;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

interface Peer {
  podSelector?: Selector;
  namespaceSelector?: Selector;
  ipBlock?: { cidr: string };
}

interface Rule {
  from?: Peer[];
  to?: Peer[];
  ports?: { port: number; protocol?: string }[];
}

interface PolicySpec {
  podSelector: Selector;
  policyTypes: string[];
  ingress?: Rule[];
  egress?: Rule[];
}

/** The NetworkPolicies among some objects, to be asked what they let through. */
export class NetworkPolicies {
  private readonly specs: PolicySpec[];

  constructor(manifests: Manifest[]) {
    this.specs = manifests
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .map(({ spec }) => spec as unknown as PolicySpec);
  }

  /** Whether traffic that no policy allows is denied. */
  denyByDefault(): boolean {
    return this.specs.some(
      ({ podSelector, policyTypes, ingress, egress }) =>
        Object.keys(podSelector).length === 0 &&
        policyTypes.includes('Ingress') &&
        policyTypes.includes('Egress') &&
        ingress === undefined &&
        egress === undefined,
    );
  }

  /** Whether a pod may connect to another pod of the namespace: both ends have to allow it. */
  allow(from: Labels, to: Labels, port: number): boolean {
    const leaves = this.rulesOf(from, 'egress').some(
      (rule) => hasPort(rule, port) && rule.to?.some((peer) => isPodOfNamespace(peer, to)),
    );
    const enters = this.rulesOf(to, 'ingress').some(
      (rule) => hasPort(rule, port) && rule.from?.some((peer) => isPodOfNamespace(peer, from)),
    );
    return leaves && enters;
  }

  /** Whether a pod may be reached on a port from another namespace. */
  allowFromNamespace(namespace: string, to: Labels, port: number): boolean {
    const labels = { 'kubernetes.io/metadata.name': namespace };
    return this.rulesOf(to, 'ingress').some(
      (rule) =>
        hasPort(rule, port) &&
        rule.from?.some(
          ({ namespaceSelector }) => namespaceSelector !== undefined && matches(namespaceSelector, labels),
        ),
    );
  }

  /** The ports on which a pod may leave the cluster. */
  portsToTheWorld(from: Labels): number[] {
    return this.rulesOf(from, 'egress')
      .filter((rule) => rule.to === undefined || rule.to.some(({ ipBlock }) => ipBlock !== undefined))
      .flatMap(({ ports }) => ports?.map(({ port }) => port) ?? [0]);
  }

  private rulesOf(pod: Labels, direction: 'ingress' | 'egress'): Rule[] {
    return this.specs
      .filter(({ podSelector }) => matches(podSelector, pod))
      .flatMap((spec) => spec[direction] ?? []);
  }
}

const hasPort = ({ ports }: Rule, port: number): boolean =>
  ports === undefined || ports.some((allowed) => allowed.port === port);

const isPodOfNamespace = ({ podSelector, namespaceSelector }: Peer, labels: Labels): boolean =>
  podSelector !== undefined && namespaceSelector === undefined && matches(podSelector, labels);

/** Whether the selector matches a pod with these labels. */
export function matches({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  const equal = Object.entries(matchLabels).every(([key, value]) => labels[key] === value);
  return (
    equal &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      if (operator !== 'In') throw new Error(`this check does not know the operator ${operator}`);
      return values.includes(labels[key] ?? '');
    })
  );
}
