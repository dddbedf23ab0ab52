import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { ChaosFolder } from '../chaos-folder';
import { FaultyDeliveries } from './deliveries';
import type { CrashPoints } from './crash-points';

/** What of node-nats-streaming is used here. */
interface Message {
  getSubject(): string;
  isRedelivered(): boolean;
  getTimestamp(): Date;
  ack: () => void;
}
type Published = (failure: Error | undefined, guid: string) => void;
interface Stan {
  publish(subject: string, data: string, done: Published): string;
  subscribe(subject: string, ...rest: unknown[]): EventEmitter;
}

/** Every publish, its confirmation, and every acknowledgement becomes a crash point; deliveries can be disturbed. */
export function watchBroker(points: CrashPoints, folder: ChaosFolder): void {
  const ofService = createRequire(path.join(process.cwd(), 'build/index.js'));
  const ofCommon = createRequire(ofService.resolve('@datnxecommerce/common'));
  const library = ofCommon('node-nats-streaming') as { connect: (...args: unknown[]) => Stan };
  const deliveries = new FaultyDeliveries(folder);
  const { connect } = library;
  library.connect = (...args) => {
    const stan = connect(...args);
    watch(stan, points, deliveries, folder);
    return stan;
  };
}

function watch(stan: Stan, points: CrashPoints, deliveries: FaultyDeliveries, folder: ChaosFolder): void {
  const publish = stan.publish.bind(stan);
  const subscribe = stan.subscribe.bind(stan);
  stan.publish = (subject, data, done) => {
    points.before(`publish ${subject}`);
    return publish(subject, data, (failure, guid) => {
      if (!failure) points.after(`publish ${subject}`);
      done(failure, guid);
    });
  };
  stan.subscribe = (subject, ...rest) => {
    const subscription = subscribe(subject, ...rest);
    const emit = subscription.emit.bind(subscription);
    subscription.emit = (event: string, ...args: unknown[]) => {
      if (event !== 'message') return emit(event, ...args);
      const message = args[0] as Message;
      if (message.isRedelivered())
        folder.noteRedelivery({ subject, ageMs: Date.now() - message.getTimestamp().getTime() });
      watchAcknowledgement(message, points);
      deliveries.handOn(message, () => emit('message', message));
      return true;
    };
    return subscription;
  };
}

function watchAcknowledgement(message: Message, points: CrashPoints): void {
  const acknowledge = message.ack.bind(message);
  message.ack = () => {
    points.before(`acknowledge ${message.getSubject()}`);
    acknowledge();
    points.after(`acknowledge ${message.getSubject()}`);
  };
}
