import { z } from 'zod';
import { fold } from '../../domain/aggregate.js';
import type { DomainEvent } from '../../domain/event-catalog.js';
import { factorKind } from '../../domain/user/factors/factor-events.js';
import type { UserId } from '../../domain/ids.js';
import { UnknownUser } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered, User } from '../../domain/user/user.js';
import type { LoggedEvent } from '../../eventstore/codec.js';
import type { EventLog } from '../../eventstore/event-log.js';
import type { Position } from '../../eventstore/port.js';

const pastStateJson = z.strictObject({
  erased: z.boolean().meta({ description: 'True if the data of the person was erased since. It is null.' }),
  email: z.string().nullable(),
  username: z.string().nullable(),
  pending_email: z.string().nullable(),
  is_active: z.boolean().nullable(),
  is_verified: z.boolean().nullable(),
  has_password: z.boolean().nullable(),
  second_factor_demanded: z.boolean().nullable(),
  identities: z.array(
    z.strictObject({ provider: z.string(), label: z.string(), linked_at: z.iso.datetime() }),
  ),
  factors: z.array(
    z.strictObject({ id: z.uuid(), kind: factorKind, name: z.string(), added_at: z.iso.datetime() }),
  ),
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
  field: z.string(),
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
 * Returns an account as it was at a position. Events of earlier releases fold as they do today.
 *
 * @throws UnknownUser the account was not registered then
 * @throws UnreadableEvent
 */
export async function readPastAccount(
  log: EventLog,
  userId: UserId,
  position: Position,
): Promise<z.input<typeof pastAccountJson>> {
  const events = await readEvents(log, userId, position);
  const state = stateOf(fold<User, DomainEvent>(userAt(userId), events));
  if (state === null) throw new UnknownUser();
  return { ...state, user_id: userId, position, revision: events.length - 1 };
}

/**
 * Returns the fields of an account that changed between two positions, each with the event that changed it.
 *
 * @throws UnknownUser the account was not registered at the later position
 * @throws UnreadableEvent
 */
export async function readAccountDiff(
  log: EventLog,
  userId: UserId,
  { from, to }: { readonly from: Position; readonly to: Position },
): Promise<z.input<typeof accountDiffJson>> {
  const aggregate = userAt(userId);
  const changes: z.input<typeof changeJson>[] = [];
  let user: User = aggregate.initial;
  for (const event of await readEvents(log, userId, to)) {
    const before = stateOf(user);
    user = fold<User, DomainEvent>(aggregate, [event], user);
    if (event.position > from) changes.push(...changesBetween(before, stateOf(user), event));
  }
  if (stateOf(user) === null) throw new UnknownUser();
  return { from, to, changes };
}

async function readEvents({ store, codec }: EventLog, userId: UserId, to: Position): Promise<LoggedEvent[]> {
  const [stored = []] = await store.readStreams([userAt(userId).stream]);
  return await codec.decode(stored.filter(({ position }) => position <= to));
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
