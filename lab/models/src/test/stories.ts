import fc from 'fast-check';
import { play, story } from '../commands/run';
import { Tally } from '../commands/tally';
import { report, RUNS, SEED } from '../run-size';

/**
 * Plays one half of the random stories: two files with a half each are played at the same time.
 * @param half 0 or 1; its stories are those of the seed plus this number
 */
export function itKeepsEveryPromise(half: 0 | 1): void {
  it('keeps every promise whatever people do and machines suffer', async () => {
    const [seed, numRuns] = [SEED + half, Math.ceil((RUNS - half) / 2)];
    const tally = new Tally();
    const [begin, cpu] = [process.hrtime.bigint(), process.cpuUsage()];
    await fc.assert(
      fc.asyncProperty(story, (drawn) => play(drawn, tally)),
      { seed, numRuns },
    );
    const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
    const { user, system } = process.cpuUsage(cpu);
    const effort = `${seconds.toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of processor`;
    report(`${numRuns} random stories, seed ${seed}: ${effort}\n${String(tally)}`);
  }, 1_800_000);
}
