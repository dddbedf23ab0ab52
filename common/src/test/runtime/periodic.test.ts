import { runPeriodically } from '../../runtime/periodic';
import { eventually } from '../../testing/eventually';
import { readableLog } from '../telemetry/log-lines';

let stop: () => Promise<void>;
afterEach(() => stop());

it('a job that fails runs again, with one warning', async () => {
  const { logger, lines } = readableLog();
  let runs = 0;
  const run = async (): Promise<void> => {
    runs += 1;
    if (runs === 1) throw new Error('failed once');
  };
  stop = runPeriodically({ name: 'tidy', everyMs: 10, run }, logger);
  await eventually(() => runs >= 3);
  expect(lines).toMatchObject([
    { level: 'warn', job: 'tidy', msg: 'periodic job failed, it will run again' },
  ]);
});
