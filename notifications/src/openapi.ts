import { dateTime, describeApi, schemaRef } from '@datnxecommerce/common';
import { z } from 'zod';
import { STEPS } from './models/timeline';
import { streamStepsRequest } from './routes/stream-steps';

/** The API of notifications. */
export const api = describeApi({
  title: 'Notifications',
  description: 'What happened to an order, for the shopper who placed it.',
  prefix: '/api/notifications',
  schemas: {
    Step: z.object({
      seq: z.int().min(1).meta({ description: '1 for the first step, one more for each that follows' }),
      step: z.enum(STEPS),
      at: dateTime,
      text: z.string().meta({ description: 'One sentence for the shopper' }),
    }),
  },
  errorCodes: { too_many_streams: 'The user has five open streams at this process' },
  routes: [
    {
      method: 'get',
      path: '/api/notifications/orders/:id',
      operationId: 'listSteps',
      summary: "List the steps of one of the caller's orders",
      description: 'Oldest first. An order placed a moment ago is awaited briefly.',
      signedIn: true,
      answers: {
        200: { description: 'The steps', body: { type: 'array', items: schemaRef('Step') } },
        404: 'The order is unknown or belongs to another user',
      },
    },
    {
      method: 'get',
      path: '/api/notifications/orders/:id/stream',
      operationId: 'streamSteps',
      summary: "Stream the steps of one of the caller's orders",
      description:
        'Server-sent events: `id` is the seq, `event` is `step`, `data` is the step as JSON. A comment comes every ' +
        '15 seconds. The stream ends when the service shuts down; a reader opens it again with Last-Event-ID.',
      signedIn: true,
      input: streamStepsRequest,
      answers: {
        200: {
          description: 'The steps behind Last-Event-ID, then each new step',
          mediaType: 'text/event-stream',
          body: { type: 'string' },
        },
        404: 'The order is unknown or belongs to another user',
        429: 'The user has five open streams at this process; poll, or close one',
      },
    },
  ],
});
