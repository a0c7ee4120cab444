import { z } from 'zod';
import type { SessionId } from '../../domain/ids.js';
import { canSignIn, InvalidCredentials } from '../../domain/user/decisions.js';
import { rehashPassword } from '../../domain/user/password-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { startSession } from '../steps/start-session.js';
import * as fields from '../input-schemas.js';
import { findAccount } from '../steps/find-account.js';
import { handle } from '../handle.js';
import { countersOf, recordFailure, verifyPassword } from '../steps/verify-password.js';
import { replaceSession } from '../steps/replace-session.js';
import { padDuration } from '../steps/pad-duration.js';
import type { SessionGrant } from '../steps/session-grant.js';

export const signInInput = z.strictObject({ email: fields.email, password: fields.password });

/** How the password was used to sign in (RFC 8176). */
const AMR = ['pwd'];

/** Looking up somebody costs a little more than looking up nobody, until both have waited. */
const LOOK_UP_MS = 15;

/**
 * Starts a session and the line of its refresh tokens. Every refusal looks the same and costs the same hash:
 * unknown address, wrong password, not verified, not active, locked.
 *
 * @param presented a session that the caller still had, which the new one replaces (OWASP ASVS 7.2.4)
 * @throws InvalidCredentials
 * @throws HasherBusy
 */
export async function signIn(
  dependencies: CommandDependencies,
  input: z.output<typeof signInInput>,
  cause: Cause,
  presented: { sessionId: SessionId } | null = null,
): Promise<SessionGrant> {
  const { account, counting } = await padDuration(LOOK_UP_MS, async () => {
    const found = await findAccount(dependencies, input.email);
    const { counting } = await countersOf(dependencies, found.id, cause);
    return { account: found, counting };
  });
  // Attempts at once count as failures until they are decided: too many, and the owner among them would be refused.
  return await dependencies.limitConcurrency(counting.stream, async () => {
    const stored = canSignIn(account) ? account.password : null;
    const proof = { password: input.password, stored };
    const { matches, admission, counters } = await verifyPassword(dependencies, account.id, proof, cause);
    if (!matches || stored === null || !canSignIn(account)) {
      if (account.status === 'registered') recordFailure(dependencies, account.id, admission, cause);
      throw new InvalidCredentials();
    }
    if (dependencies.hasher.needsRehash(stored))
      dependencies.runAfterAnswer(() => rehash(dependencies, account, input.password, stored, cause));
    const session = await startSession(dependencies, account, { amr: AMR, provider: null, counters }, cause);
    return await replaceSession(dependencies, session, presented, cause);
  });
}

/** Moves a stored hash to the present scheme and cost, now that the password is at hand. */
async function rehash(
  { log, hasher }: CommandDependencies,
  account: Registered,
  password: string,
  verified: string,
  cause: Cause,
): Promise<void> {
  const passwordHash = await hasher.hash(password);
  await handle(log, { ...cause, actor: 'system' }, { user: userAt(account.id) }, ({ user }) => ({
    user: rehashPassword(user, verified, passwordHash),
  }));
}
