import { handle } from '../../../src/commands/handle.js';
import type { SessionId, UserId } from '../../../src/domain/ids.js';
import { sessionAt } from '../../../src/domain/session/session.js';
import { aCause } from '../stores/memory/memory-log.js';
import type { World } from './command-world.js';
import { aSessionId } from './ids.js';
import { sessionStarted } from './session-events.js';

/** Starts a session of a user by password, without a sign-in. Returns the user as a caller. */
export async function openSession(
  { log }: Pick<World, 'log'>,
  userId: UserId,
): Promise<{ userId: UserId; sessionId: SessionId }> {
  const sessionId = aSessionId();
  await handle(log, aCause(), { session: sessionAt(sessionId) }, () => ({
    session: [sessionStarted(userId)],
  }));
  return { userId, sessionId };
}
