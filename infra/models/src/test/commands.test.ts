import fc from 'fast-check';
import { play, story } from '../commands/run';
import { Tally } from '../commands/tally';
import { report, RUNS, SEED } from '../dose';

describe('whatever people do and machines suffer', () => {
  it('keeps every promise at rest', async () => {
    const tally = new Tally();
    const [begin, cpu] = [process.hrtime.bigint(), process.cpuUsage()];
    await fc.assert(
      fc.asyncProperty(story, (drawn) => play(drawn, tally)),
      { seed: SEED, numRuns: RUNS },
    );
    const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
    const { user, system } = process.cpuUsage(cpu);
    const effort = `${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of processor`;
    report(`random stories, seed ${SEED}: ${effort}\n${String(tally)}`);
  }, 1_800_000);
});
