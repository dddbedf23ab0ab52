import { PASSED, runCollection } from '../../postman';

it('the Postman collection runs without a failure, twice in a row on the same shop', async () => {
  expect(await runCollection()).toMatch(PASSED);
  expect(await runCollection()).toMatch(PASSED);
});
