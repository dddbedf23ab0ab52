import { boundProblems } from '@datnxecommerce/common/testing';
import { api } from '../openapi';

describe('the documented bounds of requests', () => {
  it('are the bounds that are checked', async () => {
    await expect(boundProblems(api)).resolves.toEqual([]);
  });
});
