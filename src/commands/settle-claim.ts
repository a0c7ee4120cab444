import { claimAt } from '../domain/claim/claim.js';
import { release } from '../domain/claim/decisions.js';
import { abandonRegistration, lapseEmailChange, usesClaim } from '../domain/user/decisions.js';
import { lapseLink } from '../domain/user/identity-decisions.js';
import { userAt } from '../domain/user/user.js';
import type { Cause } from '../eventstore/codec.js';
import type { CommandDependencies } from './dependencies.js';
import { handle } from './handle.js';

/** A claim that may be without use. */
export interface LeftBehind {
  /** The claim stream. */
  readonly claim: string;
  /** Its owner. */
  readonly userId: string;
  /** Whether what it was claimed for may still be under way. */
  readonly stalled: boolean;
}

/**
 * Releases a claim that its owner does not use: a registration or a link that never followed, a change of address that
 * was never confirmed, the address before a change, or an identity that was unlinked. The user's stream is told first, so
 * that what comes late fails instead of living without its claim.
 */
export async function settleClaim(
  { log }: Pick<CommandDependencies, 'log'>,
  { claim, userId, stalled }: LeftBehind,
  cause: Cause,
): Promise<void> {
  const aggregates = { claim: claimAt(claim), user: userAt(userId) };
  await handle(log, cause, aggregates, ({ claim: held, user }) => {
    if (held.owner !== userId) return {};
    const late = stalled ? lapseLink(user, claim, cause.now) : [];
    return { user: [...abandonRegistration(user), ...lapseEmailChange(user, claim, cause.now), ...late] };
  });
  await handle(log, cause, { user: userAt(userId), claim: claimAt(claim) }, ({ user, claim: held }) => ({
    claim: usesClaim(user, claim, cause.now) ? [] : release(held, userId),
  }));
}
