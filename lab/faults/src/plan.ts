import type { Experiment } from './experiment';
import { crashPoints } from './experiments/t01-crash-points';
import { killBroker, killDatabases, killServices } from './experiments/t02-t04-kills';
import { pauses } from './experiments/t05-pauses';
import { links } from './experiments/t06-links';
import { brokerData } from './experiments/t07-broker-data';
import { clocks } from './experiments/t08-clocks';
import { deliveries } from './experiments/t09-deliveries';
import { malformedEvents } from './experiments/t10-malformed';
import { diskFull } from './experiments/t11-disk-full';
import { stripeFaults } from './experiments/t12-stripe';
import { payAndCancel } from './experiments/t13-pay-and-cancel';
import { durability } from './experiments/t14-durability';
import { rollingRestart, twoOfEach } from './experiments/t15-t16-replicas';
import { soak } from './experiments/t17-soak';
import { rollingUpdate } from './experiments/t18-rolling-update';

/**
 * Every experiment, in the order in which they run: those first that share a shop, T7 after them, because a broker
 * that has forgotten everything proves less, and at the end those that need a shop of their own.
 */
export const EXPERIMENTS: readonly Experiment[] = [
  crashPoints,
  killServices,
  killBroker,
  killDatabases,
  pauses,
  links,
  clocks,
  deliveries,
  malformedEvents,
  stripeFaults,
  payAndCancel,
  durability,
  soak,
  brokerData,
  diskFull,
  rollingRestart,
  twoOfEach,
  rollingUpdate,
];
