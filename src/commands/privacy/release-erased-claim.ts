import { v5 as uuidv5 } from 'uuid';
import { claimAt } from '../../domain/claim/claim.js';
import { release } from '../../domain/claim/decisions.js';
import type { ClaimStream, UserId } from '../../domain/ids.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, load } from '../handle.js';

/**
 * Releases a claim of an erased user, so that another account can have the address, identity or credential. Its stream is
 * closed for good, so no command can use the claim meanwhile. A claim that somebody else has taken stays.
 *
 * @returns true if this call released it
 */
export async function releaseErasedClaim(
  { log }: Pick<CommandDependencies, 'log'>,
  claim: ClaimStream,
  userId: UserId,
  cause: Cause,
): Promise<boolean> {
  const { state: seen } = await load(log, claimAt(claim));
  if (seen.owner !== userId) return false;
  // One command per revision: a user who had claimed, released and claimed again needs two releases.
  const releasing = { ...cause, commandId: uuidv5(`${claim} ${String(seen.revision)}`, cause.commandId) };
  const { written } = await handle(log, releasing, { claim: claimAt(claim) }, ({ claim: current }) => ({
    claim: release(current, seen),
  }));
  return written;
}
