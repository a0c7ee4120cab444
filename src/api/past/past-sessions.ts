import { z } from 'zod';
import { fold } from '../../domain/aggregate.js';
import type { DomainEvent } from '../../domain/event-catalog.js';
import { Erased } from '../../domain/event.js';
import type { UserId } from '../../domain/ids.js';
import { sessionAt, sessionOfStream } from '../../domain/session/session.js';
import type { Session, Started } from '../../domain/session/session.js';
import { UnknownUser } from '../../domain/user/decisions.js';
import { assuranceLevel } from '../../domain/user/factors/assurance.js';
import { userAt } from '../../domain/user/user.js';
import type { User } from '../../domain/user/user.js';
import type { LoggedEvent } from '../../eventstore/codec.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { START } from '../../eventstore/port.js';
import type { Position, StoredEvent } from '../../eventstore/port.js';
import { encodeCursor } from '../http/requests/cursor.js';
import type { ReadModels } from '../routes/read-models.js';
import type { Instant } from './instant.js';
import { endsSession } from './session-end.js';

const pastSessionJson = z.strictObject({
  id: z.uuid(),
  erased: z.boolean().meta({ description: 'True if the data of the person was erased since. It is null.' }),
  device: z.string().nullable(),
  amr: z.array(z.string()),
  provider: z.string().nullable(),
  acr: assuranceLevel,
  started_at: z.iso.datetime(),
  authenticated_at: z.iso.datetime(),
  position: z.string().meta({ description: 'The position of the start.' }),
});

/** A page of the sessions that had started and not ended at a point of the log. */
export const pastSessionPageJson = z
  .strictObject({
    items: z.array(pastSessionJson),
    next_cursor: z.string().nullable(),
    as_of: z.string().meta({ description: 'The position that the answer is of.' }),
  })
  .meta({ id: 'PastSessionPage' });

interface PastPage {
  readonly before: Position | null;
  readonly limit: number;
  /** The longest life of a session. */
  readonly lifeMs: number;
}

/**
 * Returns the sessions of a user that had started and not ended at a point of the log, newest first.
 *
 * @throws UnknownUser the account was not registered then
 * @throws UnreadableEvent
 */
export async function readPastSessions(
  readModels: Pick<ReadModels, 'findInHistory'>,
  log: EventLog,
  userId: UserId,
  instant: Instant,
  { before, limit, lifeMs }: PastPage,
): Promise<z.input<typeof pastSessionPageJson>> {
  const isWanted = (event: StoredEvent) => event.type === 'SessionStarted' && isUntil(event, instant);
  const search = { before, until: instant instanceof Date ? null : instant, limit, isWanted };
  const found = await readModels.findInHistory(log.store, userId, search);
  const aggregate = userAt(userId);
  const stored = await log.store.readStreams([aggregate.stream, ...found.map(({ stream }) => stream)]);
  const past = await Promise.all(
    stored.map((stream) => log.codec.decode(stream.filter((event) => isUntil(event, instant)))),
  );
  const [accountEvents = [], ...sessions] = past;
  const account = fold<User, DomainEvent>(aggregate, accountEvents);
  if (account.status === 'unknown' || account.status === 'abandoned') throw new UnknownUser();
  const at = await timeOf(log, instant);
  const items = sessions.flatMap((events) => sessionOf(events, accountEvents, { at, lifeMs }));
  const last = found.length === limit ? found.at(-1) : undefined;
  const as_of = instant instanceof Date ? newestOf(past.flat()) : instant;
  return { items, next_cursor: last === undefined ? null : encodeCursor(last.position), as_of };
}

function newestOf(events: readonly LoggedEvent[]): Position {
  return (
    events
      .map(({ position }) => position)
      .sort()
      .at(-1) ?? START
  );
}

function isUntil({ recordedAt, position }: StoredEvent, instant: Instant): boolean {
  return instant instanceof Date ? recordedAt < instant : position <= instant;
}

async function timeOf({ store }: EventLog, instant: Instant): Promise<Date> {
  if (instant instanceof Date) return instant;
  return (await store.eventAt(instant))?.recordedAt ?? new Date(0);
}

/** The ends of the account's sessions decide, because the account itself cannot be folded after an erasure. */
function sessionOf(
  events: readonly LoggedEvent[],
  account: readonly LoggedEvent[],
  life: { readonly at: Date; readonly lifeMs: number },
) {
  const [start] = events;
  const id = start === undefined ? null : sessionOfStream(start.stream);
  if (start?.type !== 'SessionStarted' || id === null) return [];
  const { device } = start.data;
  const session = fold<Session, DomainEvent>(sessionAt(id), events);
  const isErased = device instanceof Erased;
  const isEnded = account.some((end) => endsSession(end, { id, userRevision: start.data.user_revision }));
  if (isEnded || session.status !== 'started' || isExpired(session, life)) return [];
  return [
    {
      id,
      erased: isErased,
      device: isErased ? null : device,
      amr: [...session.amr],
      provider: session.provider,
      acr: session.acr,
      started_at: session.startedAt.toISOString(),
      authenticated_at: session.authenticatedAt.toISOString(),
      position: start.position,
    },
  ];
}

function isExpired(
  { startedAt, impersonation }: Started,
  { at, lifeMs }: { readonly at: Date; readonly lifeMs: number },
): boolean {
  return startedAt.getTime() < at.getTime() - lifeMs || (impersonation !== null && impersonation.ends <= at);
}
