import { describeApi, documentId, schemaRef } from '@datnxecommerce/common';
import { z } from 'zod';

/** The API of examples. */
export const api = describeApi({
  title: 'Examples',
  description: 'The products that the service knows.',
  prefix: '/api/examples',
  schemas: { Example: z.object({ productId: documentId, title: z.string() }) },
  errorCodes: {},
  routes: [
    {
      method: 'get',
      path: '/api/examples',
      operationId: 'listExamples',
      summary: 'List the newest products',
      signedIn: true,
      answers: {
        200: { description: 'At most 50', body: { type: 'array', items: schemaRef('Example') } },
      },
    },
  ],
});
