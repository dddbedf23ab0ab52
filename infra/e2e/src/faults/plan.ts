import type { Experiment } from './experiment';
import { crashPoints } from './experiments/t01-crash-points';
import { killBroker, killDatabases, killServices } from './experiments/t02-t04-kills';
import { pauses } from './experiments/t05-pauses';
import { links } from './experiments/t06-links';
import { brokerData } from './experiments/t07-broker-data';
import { clocks } from './experiments/t08-clocks';
import { deliveries } from './experiments/t09-deliveries';
import { malformedEvents } from './experiments/t10-malformed';
import { stripeFaults } from './experiments/t12-stripe';
import { payAndCancel } from './experiments/t13-pay-and-cancel';

/** Every experiment, in the order in which they run; the broker forgets everything in T7, and what I11 needs with it. */
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
  brokerData,
];
