import { isStable } from '../arm';

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
