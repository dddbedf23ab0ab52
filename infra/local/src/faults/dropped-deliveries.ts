/**
 * Loaded into each service of the local stack before its own code (`node --require`): drops deliveries of the broker as
 * the fault switch asks. A dropped one is not acknowledged, so the broker redelivers it. No image contains this file.
 */
import type { EventEmitter } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isDue, type DropPlan } from './drop-plan';

/** What of node-nats-streaming is used here. */
interface Message {
  getData(): string | Buffer;
  getSequence(): number;
  getRedeliveryCount(): number;
}
interface Stan {
  subscribe(subject: string, ...rest: unknown[]): EventEmitter;
}

const file = process.env.FAULTS_FILE ?? '';
const service = path.basename(process.cwd());
const seen = new Map<string, number>();
let plans: readonly DropPlan[] = [];
let readAt = -1;

function planFor(subject: string): DropPlan | undefined {
  const changedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (changedAt !== readAt) {
    plans = changedAt === 0 ? [] : (JSON.parse(readFileSync(file, 'utf8')) as DropPlan[]);
    readAt = changedAt;
    seen.clear();
  }
  return plans.find((plan) => plan.subject === subject);
}

function isDropped(subject: string): boolean {
  const plan = planFor(subject);
  if (!plan) return false;
  const count = (seen.get(subject) ?? 0) + 1;
  seen.set(subject, count);
  return isDue(plan, count);
}

/** None of a malformed event: the service dead-letters it, once it is delivered. */
function fieldsOf(message: Message): Record<string, unknown> {
  try {
    return (JSON.parse(String(message.getData())) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** The line that a service would write about an attempt, for the event explorer. */
function logDrop(subject: string, message: Message): void {
  const { id, orderId = id, version } = fieldsOf(message);
  const about = { subject, eventId: id ?? orderId, version, orderId, sequence: message.getSequence() };
  const attempt = { attempt: message.getRedeliveryCount() + 1, outcome: 'dropped', ms: 0 };
  const line = { level: 'warn', time: new Date().toISOString(), service, ...about, ...attempt };
  process.stdout.write(`${JSON.stringify({ ...line, reason: 'a fault switch', msg: 'event handled' })}\n`);
}

const ofService = createRequire(path.join(process.cwd(), 'build/index.js'));
const ofCommon = createRequire(ofService.resolve('@datnxecommerce/common'));
const library = ofCommon('node-nats-streaming') as { connect: (...args: unknown[]) => Stan };
const { connect } = library;
library.connect = (...args) => {
  const stan = connect(...args);
  const subscribe = stan.subscribe.bind(stan);
  stan.subscribe = (subject, ...rest) => {
    const subscription = subscribe(subject, ...rest);
    const emit = subscription.emit.bind(subscription);
    subscription.emit = (event: string, ...values: unknown[]) => {
      if (event !== 'message' || !isDropped(subject)) return emit(event, ...values);
      logDrop(subject, values[0] as Message);
      return true;
    };
    return subscription;
  };
  return stan;
};
