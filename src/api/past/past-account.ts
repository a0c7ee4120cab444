import { z } from 'zod';
import type { Permission } from '../../domain/permissions.js';
import { fold } from '../../domain/aggregate.js';
import type { DomainEvent } from '../../domain/event-catalog.js';
import { factorKind } from '../../domain/user/factors/factor-events.js';
import type { UserId } from '../../domain/ids.js';
import { UnknownUser } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered, User } from '../../domain/user/user.js';
import type { LoggedEvent } from '../../eventstore/codec.js';
import type { EventLog } from '../../eventstore/event-log.js';
import type { StoredEvent } from '../../eventstore/port.js';
import { positionWithin } from './instant.js';
import type { Instant } from './instant.js';

const pastStateJson = z.strictObject({
  erased: z.boolean().meta({ description: 'True if the data of the person was erased since. It is null.' }),
  email: z.string().nullable(),
  username: z.string().nullable(),
  pending_email: z.string().nullable(),
  is_active: z.boolean().nullable(),
  is_verified: z.boolean().nullable(),
  has_password: z.boolean().nullable(),
  second_factor_demanded: z.boolean().nullable(),
  identities: z
    .array(z.strictObject({ provider: z.string(), label: z.string(), linked_at: z.iso.datetime() }))
    .nullable(),
  factors: z
    .array(z.strictObject({ id: z.uuid(), kind: factorKind, name: z.string(), added_at: z.iso.datetime() }))
    .nullable(),
});

/** An account as it was at a position of the log. */
export const pastAccountJson = pastStateJson
  .extend({
    user_id: z.uuid(),
    position: z.string().meta({ description: 'The position that the answer is of.' }),
    revision: z.int(),
  })
  .meta({ id: 'PastAccount' });

const changeJson = z.strictObject({
  field: z.string().meta({
    description: 'A personal field has null for `before` and `after` without `events:read_personal`.',
  }),
  before: z.unknown(),
  after: z.unknown(),
  event: z.strictObject({
    id: z.uuid(),
    type: z.string(),
    position: z.string(),
    occurred_at: z.iso.datetime(),
    actor: z.string(),
  }),
});

/** The changes of an account between two positions of the log. */
export const accountDiffJson = z
  .strictObject({ from: z.string(), to: z.string(), changes: z.array(changeJson) })
  .meta({ id: 'AccountDiff' });

type PastState = z.output<typeof pastStateJson>;

/** The scopes that fields need in addition to that of their route. Without it, a field is null. */
type FieldScopes = Readonly<Partial<Record<Exclude<keyof PastState, 'erased'>, Permission>>>;

/** `users:read` gives the rest, as it does for an account of today. */
const STATE_SCOPES: FieldScopes = {
  pending_email: 'events:read_personal',
  has_password: 'events:read',
  second_factor_demanded: 'mfa:read',
  identities: 'events:read_personal',
  factors: 'mfa:read',
};

/** `events:read` gives the rest, as it does in the feed. */
const CHANGE_SCOPES: FieldScopes = {
  email: 'events:read_personal',
  username: 'events:read_personal',
  pending_email: 'events:read_personal',
  identities: 'events:read_personal',
  factors: 'events:read_personal',
};

const ERASED_STATE: PastState = {
  erased: true,
  email: null,
  username: null,
  pending_email: null,
  is_active: null,
  is_verified: null,
  has_password: null,
  second_factor_demanded: null,
  identities: [],
  factors: [],
};

/**
 * Returns an account as it was at a point of the log. Events of earlier releases fold as they do today.
 *
 * @param scopes the scopes of the caller
 * @throws UnknownUser the account was not registered then
 * @throws UnreadableEvent
 */
export async function readPastAccount(
  log: EventLog,
  userId: UserId,
  instant: Instant,
  scopes: ReadonlySet<Permission>,
): Promise<z.input<typeof pastAccountJson>> {
  const stream = await readStream(log, userId);
  const position = positionWithin(stream, instant);
  const events = await log.codec.decode(stream.filter((event) => event.position <= position));
  const state = stateOf(fold<User, DomainEvent>(userAt(userId), events));
  if (state === null) throw new UnknownUser();
  const hidden = Object.fromEntries([...hiddenFrom(scopes, STATE_SCOPES)].map((field) => [field, null]));
  return { ...state, ...hidden, user_id: userId, position, revision: events.length - 1 };
}

/**
 * Returns the fields of an account that changed between two points of the log, each with the event that changed it.
 *
 * @param scopes the scopes of the caller
 * @throws UnknownUser the account was not registered at the later point
 * @throws UnreadableEvent
 */
export async function readAccountDiff(
  log: EventLog,
  userId: UserId,
  period: { readonly from: Instant; readonly to: Instant },
  scopes: ReadonlySet<Permission>,
): Promise<z.input<typeof accountDiffJson>> {
  const aggregate = userAt(userId);
  const hidden = hiddenFrom(scopes, CHANGE_SCOPES);
  const stream = await readStream(log, userId);
  const [from, to] = [positionWithin(stream, period.from), positionWithin(stream, period.to)];
  const changes: z.input<typeof changeJson>[] = [];
  let user: User = aggregate.initial;
  for (const event of await log.codec.decode(stream.filter(({ position }) => position <= to))) {
    const before = stateOf(user);
    user = fold<User, DomainEvent>(aggregate, [event], user);
    if (event.position > from)
      for (const change of changesBetween(before, stateOf(user), event))
        changes.push(hidden.has(change.field) ? { ...change, before: null, after: null } : change);
  }
  if (stateOf(user) === null) throw new UnknownUser();
  return { from, to, changes };
}

async function readStream({ store }: EventLog, userId: UserId): Promise<StoredEvent[]> {
  const [stored = []] = await store.readStreams([userAt(userId).stream]);
  return stored;
}

/** Returns the fields that a caller with these scopes does not see. */
function hiddenFrom(scopes: ReadonlySet<Permission>, needed: FieldScopes): ReadonlySet<string> {
  const fields = Object.entries(needed).filter(([, scope]) => !scopes.has(scope));
  return new Set(fields.map(([field]) => field));
}

function changesBetween(before: PastState | null, after: PastState | null, event: LoggedEvent) {
  const { id, type, position, occurredAt, actor } = event;
  const cause = { id, type, position, occurred_at: occurredAt.toISOString(), actor };
  const old: Record<string, unknown> = { ...before };
  return Object.entries(after ?? {}).flatMap(([field, value]) =>
    JSON.stringify(old[field]) === JSON.stringify(value)
      ? []
      : [{ field, before: old[field] ?? null, after: value, event: cause }],
  );
}

/** Returns null for an account that is not registered. */
function stateOf(user: User): PastState | null {
  if (user.status === 'erased') return ERASED_STATE;
  return user.status === 'registered' ? registeredState(user) : null;
}

function registeredState(user: Registered): PastState {
  return {
    erased: false,
    email: user.email,
    username: user.username,
    pending_email: user.pendingAddress?.email ?? null,
    is_active: user.active,
    is_verified: user.verified,
    has_password: user.password !== null,
    second_factor_demanded: user.demandedBy !== null,
    identities: user.identities.map(({ provider, label, linkedAt }) => {
      return { provider, label, linked_at: linkedAt.toISOString() };
    }),
    factors: user.factors.map(({ id, kind, name, addedAt }) => {
      return { id, kind, name, added_at: addedAt.toISOString() };
    }),
  };
}
