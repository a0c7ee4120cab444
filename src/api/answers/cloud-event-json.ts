import { z } from 'zod';

/** A public event as CloudEvents 1.0. */
export const cloudEventJson = z
  .strictObject({
    specversion: z.literal('1.0'),
    id: z.uuid(),
    source: z.string(),
    type: z.string().meta({ description: '`com.credence.<EventType>.v<version>`, see GET /event-types.' }),
    subject: z.string().optional().meta({ description: 'The person or thing that the event concerns.' }),
    time: z.iso.datetime(),
    datacontenttype: z.literal('application/json'),
    dataschema: z.string(),
    data: z.record(z.string(), z.unknown()),
    position: z.string().meta({ description: 'The place in the log. Positions sort as text.' }),
    revision: z.int().meta({ description: 'The place in the stream, from 0.' }),
    stream: z.string(),
    actor: z.string(),
    correlationid: z.string(),
    causationid: z.string(),
    erased: z.literal(true).optional().meta({ description: 'Personal fields are erased, and null.' }),
    unreadable: z.literal(true).optional().meta({
      description: 'A later release wrote the event. `data` is empty; read it again after the upgrade.',
    }),
  })
  .meta({ id: 'CloudEvent' });

/** A page of the feed. */
export const feedPageJson = z
  .strictObject({
    items: z.array(cloudEventJson),
    next: z
      .string()
      .meta({ description: 'The next `after`. It advances also if the filter matched nothing.' }),
    head: z.string().meta({ description: 'The position of the last event of the log.' }),
    caught_up: z.boolean().meta({ description: 'True if there was no further event.' }),
  })
  .meta({ id: 'FeedPage' });
