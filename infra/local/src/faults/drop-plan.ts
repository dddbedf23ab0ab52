import path from 'node:path';

/** Which deliveries of a subject each service drops. */
export interface DropPlan {
  subject: string;
  /** One of so many. */
  every: number;
  /** Decides with which delivery it begins. */
  seed: number;
}

/** @param count of the deliveries of this subject to this process, the first is 1 */
export const isDue = ({ every, seed }: DropPlan, count: number): boolean => (count + seed) % every === 0;

/** The file of the plans, which services read at each delivery. */
export const faultsFileOf = (dataDir: string): string => path.join(dataDir, 'faults.json');
