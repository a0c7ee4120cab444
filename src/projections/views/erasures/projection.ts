import type { DomainEvent } from '../../../domain/event-catalog.js';
import { userOfStream } from '../../../domain/user/user.js';
import type { Projection } from '../../engine/projection.js';

/** Name of the projection's checkpoint. */
export const ERASURES = 'erasures@1';

/** The event that erases a user. */
export const ERASED: DomainEvent['type'] = 'UserErased';

const INSERT = `
  insert into credence_read.erasures_v1 (user_id, position)
  select * from unnest($1::uuid[], $2::text[])
  on conflict do nothing`;

/** Lists the erased users, so that keys which a backup has brought back are found. */
export function erasuresProjection(): Projection {
  return {
    name: ERASURES,
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['erasures_v1'],
    handles: ({ type }) => type === ERASED,

    async handle(events, transaction) {
      const users = events.map(({ stream }) => userOfStream(stream));
      await transaction.query(INSERT, [users, events.map(({ position }) => position)]);
    },
  };
}
