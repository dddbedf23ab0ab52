import { PASSED, runCollection } from '../postman';

describe('the Postman collection', () => {
  it('runs without a failure, twice at the same time on the same shop', async () => {
    const runs = await Promise.all([runCollection(), runCollection()]);
    expect(runs).toEqual([expect.stringMatching(PASSED), expect.stringMatching(PASSED)]);
  });
});
