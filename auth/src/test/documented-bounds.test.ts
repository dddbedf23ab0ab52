import { boundProblems } from '@datnxecommerce/common/testing';
import { api } from '../openapi';

describe('the documented bounds of requests', () => {
  it('are the bounds that are checked, passwords in bytes as well', async () => {
    await expect(boundProblems(api, ['password', 'currentPassword', 'newPassword'])).resolves.toEqual([]);
  });
});
