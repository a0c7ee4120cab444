import { createHash, timingSafeEqual } from 'node:crypto';
import { bootstrap, InvalidBootstrapSecret } from '../../domain/roles/holder-decisions.js';
import { administrators } from '../../domain/roles/holders.js';
import type { SessionId, UserId } from '../../domain/ids.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { handleGuarded } from '../handle.js';
import { requireRecentSession } from '../steps/require-recent-session.js';

/**
 * Makes the caller the first administrator. The secret works once: it is dead when an administrator has existed.
 *
 * @param configured the secret of the service; null: it has none
 * @throws ReauthenticationRequired the sign-in is not recent
 * @throws InvalidBootstrapSecret
 */
export async function bootstrapAdministrator(
  { log, webauthn }: Pick<CommandDependencies, 'log' | 'webauthn'>,
  caller: { readonly userId: UserId; readonly sessionId: SessionId },
  { presented, configured }: { readonly presented: string; readonly configured: string | null },
  cause: Cause,
): Promise<Position | null> {
  await requireRecentSession({ log, webauthn }, caller, cause.now);
  if (configured === null || !isSame(presented, configured)) throw new InvalidBootstrapSecret();
  const streams = { user: userAt(caller.userId), administrators };
  const { position } = await handleGuarded(log, cause, streams, (states) => ({
    administrators: bootstrap(states.administrators, states.user),
  }));
  return position;
}

/** Compares two secrets in constant time. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
