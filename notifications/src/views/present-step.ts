import type { Step } from '../models/timeline';

/** A step as the owner of its order sees it. */
export const presentStep = ({ seq, step, at, text }: Step) => ({ seq, step, at: at.toISOString(), text });
