import { Arm, isStable, ROUND_MS } from '../arm';

let spent = 0;
jest.mock('../cpu', () => ({ cpuMs: () => spent }));

describe('isStable', () => {
  it('is false while the cost falls by more than 2 % from round to round', () => {
    expect(isStable([3, 2.5, 2, 1.5, 1.2, 1, 0.9, 0.8])).toBe(false);
  });

  it('is true once a round is no cheaper than the cheapest before it', () => {
    expect(isStable([3, 2.5, 2, 1.5, 1.2, 1, 0.9, 0.9])).toBe(true);
    expect(isStable([3, 2.5, 2, 1.5, 1.2, 1, 0.9, 0.89])).toBe(true);
  });

  it('is false before eight rounds', () => {
    expect(isStable([])).toBe(false);
    expect(isStable([1, 1, 1, 1, 1, 1, 1])).toBe(false);
  });
});

describe('an arm', () => {
  /** Warms up at the first of these costs of a request, and has one round at each. @returns what the rounds sent */
  async function measure(costs: number[]): Promise<{ arm: Arm; counts: number[] }> {
    let [cost = 0] = costs;
    let counts: number[] = [];
    const arm = new Arm({
      pid: 1,
      send: async (count) => {
        counts.push(count);
        spent += count * cost;
      },
    });
    await arm.warmUp();
    counts = [];
    for (cost of costs) await arm.measure();
    return { arm, counts };
  }

  it('costs the mean of its rounds: a collection of garbage is a part of the cost', async () => {
    const { arm } = await measure([0.1, 0.1, 0.4]);
    expect(arm.cost).toBeCloseTo(0.2, 9);
  });

  it('sends as much in a round as takes 300 ms, and 150 requests at least', async () => {
    const { counts } = await measure([0.1, 0.1]);
    expect(counts.map((count) => Math.round(count * 0.1))).toEqual([ROUND_MS, ROUND_MS]);
    expect((await measure([5])).counts).toEqual([150]);
  });
});
