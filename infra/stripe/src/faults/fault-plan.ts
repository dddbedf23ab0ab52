import { setTimeout as sleep } from 'node:timers/promises';
import {
  type ArmedFault,
  armedFault,
  type Fault,
  type FaultName,
  OF_CHARGES,
  type RandomFaults,
  randomFaults,
  WHILE_EXECUTING,
} from './fault';
import { seededRandom } from './seeded-random';

/** What of a request decides about its fault. */
export interface Subject {
  method: string;
  path: string;
  orderId?: string;
  token?: string;
  createsCharge: boolean;
  /** Answered from the memory of its idempotency key. */
  replayed: boolean;
}

interface Rule {
  plan: ArmedFault | RandomFaults;
  /** Matching requests so far. */
  seen: number;
  /** Faults dealt so far. */
  dealt: number;
  /** The fault for a request that this rule covers, or undefined if it is spared. */
  deal: (subject: Subject, seen: number, dealt: number) => FaultName | undefined;
}

/** The faults that are armed now. */
export class FaultPlan {
  private rules: Rule[] = [];
  private healing = new AbortController();

  /** Arms a fault, or faults by chance. @throws ZodError for anything else */
  arm(body: unknown): void {
    const byChance = typeof body === 'object' && body !== null && 'rate' in body;
    this.rules.push(byChance ? randomRule(randomFaults.parse(body)) : armedRule(armedFault.parse(body)));
  }

  /** Disarms everything and lets held requests go on. */
  clear(): void {
    this.rules = [];
    this.healing.abort();
    this.healing = new AbortController();
  }

  /** For display: what is armed, and how often it struck. */
  describe() {
    return this.rules.map(({ plan, seen, dealt }) => ({ ...plan, seen, dealt }));
  }

  /** The fault of this request: the oldest rule that is due deals it. Every rule counts the requests that it covers. */
  next(subject: Subject): Fault | undefined {
    let chosen: Fault | undefined;
    for (const rule of this.rules) {
      if (!covers(rule.plan.match, subject)) continue;
      const name = rule.deal(subject, rule.seen + 1, rule.dealt);
      rule.seen += 1;
      if (name === undefined || chosen !== undefined) continue;
      rule.dealt += 1;
      const { ms, declineCode, amount } = rule.plan;
      chosen = { name, ms, declineCode, amount };
    }
    return chosen;
  }

  /** Waits, at most until the faults are cleared. @param ms milliseconds */
  async hold(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.healing.signal }).catch(() => undefined);
  }
}

function armedRule(plan: ArmedFault): Rule {
  return {
    plan,
    seen: 0,
    dealt: 0,
    deal: (subject, seen, dealt) =>
      seen >= plan.match.nth && dealt < plan.times && possible(plan.fault, subject) ? plan.fault : undefined,
  };
}

function randomRule(plan: RandomFaults): Rule {
  const random = seededRandom(plan.seed);
  return {
    plan,
    seen: 0,
    dealt: 0,
    deal: (subject, seen) => {
      // Two numbers for every request, struck or not: the sequence depends on nothing but the seed.
      const [chance, choice] = [random(), random()];
      const fault = plan.faults[Math.floor(choice * plan.faults.length)]!;
      return seen >= plan.match.nth && chance < plan.rate && possible(fault, subject) ? fault : undefined;
    },
  };
}

const possible = (fault: FaultName, { createsCharge, replayed, method }: Subject) =>
  (createsCharge || !OF_CHARGES.has(fault)) &&
  ((method === 'POST' && !replayed) || !WHILE_EXECUTING.has(fault));

function covers(match: ArmedFault['match'], subject: Subject): boolean {
  const { method, path, orderId, token } = match;
  if (method !== subject.method) return false;
  if (
    path?.endsWith('*')
      ? !subject.path.startsWith(path.slice(0, -1))
      : (path ?? subject.path) !== subject.path
  ) {
    return false;
  }
  return (orderId ?? subject.orderId) === subject.orderId && (token ?? subject.token) === subject.token;
}
