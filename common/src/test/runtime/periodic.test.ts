import { runPeriodically } from '../../runtime/periodic';
import { eventually } from '../../testing/eventually';
import { ANY_MS, readableLog } from '../telemetry/log-lines';

let stop: () => Promise<void>;
afterEach(() => stop());

it('a job that fails runs again, and logs ever fewer of its failures, and their end', async () => {
  const { logger, lines } = readableLog();
  let runs = 0;
  const run = async (): Promise<void> => {
    runs += 1;
    if (runs <= 10 || runs === 12) throw new Error('no database');
  };
  stop = runPeriodically({ name: 'tidy', everyMs: 10, run }, logger);
  await eventually(() => runs >= 14);
  const failed = { level: 'warn', job: 'tidy', msg: 'periodic job failed, it will run again' };
  const ended = { level: 'info', job: 'tidy', msg: 'periodic job works again', seconds: ANY_MS };
  expect(lines).toMatchObject([
    ...[1, 2, 4, 8].map((failures) => ({ ...failed, failures })),
    { ...ended, failures: 10 },
    { ...failed, failures: 1 },
    { ...ended, failures: 1 },
  ]);
});
