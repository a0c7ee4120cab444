import { claimAt } from '../../domain/claim/claim.js';
import { claimAgain, IdentityTaken } from '../../domain/claim/decisions.js';
import type { SessionId, UserId } from '../../domain/ids.js';
import { sessionAt } from '../../domain/session/session.js';
import { linkByUser } from '../../domain/policies/identities-of-signed-in-user.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { ProvenIdentity } from '../../security/oauth/provider.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import { newIdentity } from './new-identity.js';

/**
 * Links an identity to the account of a signed-in user. A repeat changes nothing.
 *
 * @throws SessionOver
 * @throws IdentityTaken the identity is linked to another account
 * @throws ProviderLinked the account is linked to another identity of this provider
 */
export async function linkIdentity(
  dependencies: Pick<CommandDependencies, 'log' | 'identityClaimStream'>,
  { userId, sessionId }: { userId: UserId; sessionId: SessionId },
  proven: ProvenIdentity,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const identity = newIdentity(dependencies, proven);
  const { position } = await handle(
    dependencies.log,
    { ...cause, actor: `user:${userId}` },
    { session: sessionAt(sessionId), claim: claimAt(identity.claim), user: userAt(userId) },
    ({ session, claim, user }) => {
      const linked = linkByUser(user, session, identity);
      return linked.length === 0 ? {} : { claim: claimAgain(claim, userId, IdentityTaken), user: linked };
    },
  );
  return { position };
}
