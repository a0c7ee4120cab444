import type { DomainEvent } from '../../domain/event-catalog.js';
import type { UserId } from '../../domain/ids.js';
import { userStream } from '../../domain/user/user.js';
import type { EventStore, StoredEvent } from '../../eventstore/port.js';

const ERASED: DomainEvent['type'] = 'UserErased';

/** Returns the event that erased a user, or null if the log has none. It needs no keys. */
export async function findErasure(
  store: Pick<EventStore, 'readStreams'>,
  userId: UserId,
): Promise<StoredEvent | null> {
  const [stored = []] = await store.readStreams([userStream(userId)]);
  return stored.find(({ type }) => type === ERASED) ?? null;
}
