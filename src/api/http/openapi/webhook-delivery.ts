import { answerExample } from './example.js';
import type { ExampleSchemas } from './example.js';

const HEADERS = {
  'webhook-id': 'The id of the event. Every attempt, retry and replay has the same one.',
  'webhook-timestamp':
    'The time of the attempt in seconds since 1970. Refuse deliveries that are minutes old.',
  'webhook-signature':
    'Signatures of Standard Webhooks, separated by a space: one, or two during a rotation of the secret.',
};

/** Returns the section `webhooks` of the document: the request that a webhook gets for each event. */
export function webhookDelivery(schemas: ExampleSchemas): object {
  const schema = { $ref: '#/components/schemas/CloudEvent' };
  return {
    event: {
      post: {
        operationId: 'receiveEvent',
        summary: 'Delivers a public event to the URL of a webhook.',
        tags: ['Webhooks'],
        parameters: Object.entries(HEADERS).map(([name, description]) => ({
          name,
          in: 'header',
          required: true,
          schema: { type: 'string' },
          description,
        })),
        requestBody: {
          required: true,
          content: {
            'application/cloudevents+json': { schema, example: answerExample(schema, schemas) },
          },
        },
        responses: {
          '204': { description: 'The event is accepted, as by every other 2xx status.' },
          '410': { description: 'The receiver no longer exists. The webhook is paused.' },
          '500': { description: 'The event is repeated later, as after every other status.' },
        },
      },
    },
  };
}
