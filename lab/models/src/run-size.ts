/** How much the models do: a little in `npm test`, all of it in `npm run test:model`, which sets these. */
const { MODEL_RUNS, MODEL_SEED } = process.env;

export const isFullRun = MODEL_RUNS !== undefined;

/** How many random stories are played. */
export const RUNS = Number(MODEL_RUNS ?? 1500);

/** A fresh one each time, unless it is given; printed, so that a run can be repeated. */
export const SEED = Number(MODEL_SEED ?? Math.floor(Math.random() * 2 ** 31));

/** Where people read it: what the tests of a whole run print elsewhere is thrown away. */
export const report = (text: string): boolean => process.stderr.write(`${text}\n`);
