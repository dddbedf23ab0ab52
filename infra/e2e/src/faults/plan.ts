import type { Experiment } from './experiment';
import { crashPoints } from './experiments/t01-crash-points';
import { killBroker, killDatabases, killServices } from './experiments/t02-t04-kills';
import { pauses } from './experiments/t05-pauses';
import { links } from './experiments/t06-links';

/** Every experiment, in the order in which they run. */
export const EXPERIMENTS: readonly Experiment[] = [
  crashPoints,
  killServices,
  killBroker,
  killDatabases,
  pauses,
  links,
];
