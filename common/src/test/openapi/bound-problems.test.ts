import { z } from 'zod';
import { idField, listField, textField, wholeNumberField } from '../../requests/fields';
import { describeApi } from '../../openapi/describe-api';
import { boundProblems } from '../../testing';

const apiWith = (body: z.ZodObject) =>
  describeApi({
    title: 'T',
    description: 'T.',
    prefix: '/t',
    schemas: {},
    routes: [{ method: 'post', path: '/t', operationId: 't', summary: 'T', input: { body }, answers: {} }],
  });

describe('the bounds of a field', () => {
  it.each([
    [1, 1],
    [2, 7],
    [5, 60],
    [40, 41],
  ])('are both checked and documented when they are %i and %i', async (min, max) => {
    const entry = z.object({ id: idField('id'), size: wholeNumberField('size', min, max) });
    const api = apiWith(
      z.object({
        title: textField('Title', { min, max }).optional(),
        quantity: wholeNumberField('Quantity', min, max).optional(),
        items: listField('items', entry, min, max),
      }),
    );
    expect(
      api.document.paths['/t']?.post?.requestBody?.content['application/json'].schema.properties,
    ).toMatchObject({
      title: { minLength: min, maxLength: max },
      quantity: { minimum: min, maximum: max },
      items: {
        minItems: min,
        maxItems: max,
        items: { properties: { size: { minimum: min, maximum: max } } },
      },
    });
    await expect(boundProblems(api)).resolves.toEqual([]);
  });

  it.each([
    ['too low', 9, 'is taken and not documented'],
    ['too high', 11, 'is documented and refused'],
  ])('are reported when the documented one is %s', async (_what, maxLength, problem) => {
    const problems = await boundProblems(
      apiWith(z.object({ title: z.string().max(10).meta({ maxLength }) })),
    );
    expect(problems.join()).toContain(`t: title "${'a'.repeat(Math.max(maxLength, 10))}" ${problem}`);
  });
});
