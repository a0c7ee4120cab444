import type { PoolClient } from 'pg';
import { validate as isUuid } from 'uuid';
import { Erased } from '../../../domain/event.js';
import { userOfStream, users } from '../../../domain/user/user.js';
import type { Codec, LoggedEvent } from '../../../eventstore/codec.js';
import type { StoredEvent } from '../../../eventstore/port.js';
import type { Projection } from '../../engine/projection.js';
import type { UserNumbers } from './user-numbers.js';

/** Change of one row by a batch of events. Null leaves a column unchanged. */
interface Change {
  readonly userId: string;
  registeredAt: Date | null;
  email: string | null;
  username: string | null;
  isActive: boolean | null;
  isVerified: boolean | null;
  updatedAt: Date;
  revision: number;
  isErased: boolean;
}

const NUMBER = `
  insert into credence_read.user_numbers_v1 (user_id, id)
  select user_id, (select coalesce(max(id), 0) from credence_read.user_numbers_v1) + row_number() over (order by place)
  from unnest($1::uuid[]) with ordinality as registered (user_id, place)
  where not exists (select from credence_read.user_numbers_v1 numbered where numbered.user_id = registered.user_id)
  returning user_id, id::int`;

const COLUMNS = `
  unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::boolean[], $6::boolean[], $7::timestamptz[],
         $8::int[])
  as c (user_id, registered_at, email, username, is_active, is_verified, updated_at, revision)`;

const INSERT = `
  insert into credence_read.users_v1 (user_id, id, email, username, is_active, is_verified, registered_at, updated_at, revision)
  select user_id, n.id, email, username, coalesce(is_active, true), coalesce(is_verified, false), registered_at,
         updated_at, revision
  from ${COLUMNS} join credence_read.user_numbers_v1 n using (user_id)
  on conflict (user_id) do nothing`;

/** The revision guard makes a repeated batch harmless. */
const UPDATE = `
  update credence_read.users_v1 u
  set email = coalesce(c.email, u.email),
      username = coalesce(c.username, u.username),
      is_active = coalesce(c.is_active, u.is_active),
      is_verified = coalesce(c.is_verified, u.is_verified),
      updated_at = c.updated_at,
      revision = c.revision
  from ${COLUMNS}
  where u.user_id = c.user_id and u.revision < c.revision`;

const ERASE = 'delete from credence_read.users_v1 where user_id = any ($1::uuid[])';

/**
 * Lists the accounts for clients and administrators.
 *
 * @param remember receives the number of each new account
 */
export function usersProjection(
  codec: Codec,
  remember: UserNumbers['remember'] = () => undefined,
): Projection {
  return {
    name: 'users@1',
    schema: new URL('./schema.sql', import.meta.url),
    tables: ['users_v1', 'user_numbers_v1'],
    handles: ({ stream }) => users.includes(stream),

    async beforeHandling(events, transaction) {
      const registered = new Set(events.filter(isRegistered).map(({ stream }) => userOfStream(stream)));
      const ids = [...registered].filter((id) => id !== null && isUuid(id));
      if (ids.length === 0) return;
      const numbered = await run(transaction, 'number-users', NUMBER, [ids]);
      // Before the commit, because a waiting answer may learn of it first. After a rollback the numbers are the same: they
      // follow from the order of the log.
      for (const { user_id: userId, id } of numbered) remember(userId, id);
    },

    async handle(events, transaction) {
      const all = [...foldRows(await codec.decode(events)).values()];
      const [changes, erased] = [
        all.filter(({ isErased }) => !isErased),
        all.filter(({ isErased }) => isErased),
      ];
      const [fresh, later] = [
        changes.filter(isRegistration),
        changes.filter((change) => !isRegistration(change)),
      ];
      if (fresh.length > 0) await run(transaction, 'insert-users', INSERT, columns(fresh));
      if (later.length > 0) await run(transaction, 'update-users', UPDATE, columns(later));
      if (erased.length > 0)
        await run(transaction, 'erase-users', ERASE, [erased.map(({ userId }) => userId)]);
    },
  };
}

function isRegistered({ type }: StoredEvent): boolean {
  return type === 'UserRegistered' || type === 'UserImported';
}

/** Returns false for an erased registration, which leaves no row. */
function isRegistration({ registeredAt, email }: Change): boolean {
  return registeredAt !== null && email !== null;
}

/** Folds a batch of events to one change for each user. */
function foldRows(events: readonly LoggedEvent[]): Map<string, Change> {
  const changes = new Map<string, Change>();
  for (const event of events) {
    const userId = userOfStream(event.stream);
    if (userId === null) continue;
    const change = changes.get(userId) ?? unchanged(userId, event);
    apply(change, event);
    changes.set(userId, change);
  }
  return changes;
}

function unchanged(userId: string, { revision, occurredAt }: LoggedEvent): Change {
  return {
    userId,
    registeredAt: null,
    email: null,
    username: null,
    isActive: null,
    isVerified: null,
    updatedAt: occurredAt,
    revision,
    isErased: false,
  };
}

function apply(change: Change, event: LoggedEvent): void {
  change.revision = event.revision;
  change.updatedAt = event.occurredAt;
  switch (event.type) {
    case 'UserRegistered':
      change.registeredAt = event.occurredAt;
      change.email = readable(event.data.email);
      change.username = readable(event.data.username);
      break;
    case 'UserImported':
      // The order of accounts is that of their times here, as pages and retention need it.
      change.registeredAt = event.occurredAt;
      change.email = readable(event.data.email);
      change.username = readable(event.data.username);
      change.isVerified = event.data.verified;
      change.isActive = event.data.active;
      break;
    case 'EmailVerified':
      change.isVerified = true;
      break;
    case 'EmailChanged':
      change.email = readable(event.data.email);
      change.isVerified = true;
      break;
    case 'ProfileUpdated':
      change.username = readable(event.data.username);
      break;
    case 'UserDeactivated':
      change.isActive = false;
      break;
    case 'UserReactivated':
      change.isActive = true;
      break;
    case 'UserErased':
      change.isErased = true;
      break;
    default:
  }
}

function readable(value: string | Erased): string | null {
  return value instanceof Erased ? null : value;
}

function columns(changes: readonly Change[]): unknown[][] {
  return [
    changes.map(({ userId }) => userId),
    changes.map(({ registeredAt }) => registeredAt),
    changes.map(({ email }) => email),
    changes.map(({ username }) => username),
    changes.map(({ isActive }) => isActive),
    changes.map(({ isVerified }) => isVerified),
    changes.map(({ updatedAt }) => updatedAt),
    changes.map(({ revision }) => revision),
  ];
}

async function run(
  transaction: PoolClient,
  name: string,
  text: string,
  values: unknown[],
): Promise<{ user_id: string; id: number }[]> {
  return (await transaction.query<{ user_id: string; id: number }>({ name, text, values })).rows;
}
