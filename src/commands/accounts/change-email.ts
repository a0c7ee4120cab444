import { z } from 'zod';
import type { SessionId, UserId } from '../../domain/ids.js';
import { requireLevelBesidePassword } from '../../domain/policies/active-session.js';
import { sessionAt } from '../../domain/session/session.js';
import { requestEmailChange } from '../../domain/user/email-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import { reauthenticate } from '../steps/passwords/reauthenticate.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { handle } from '../handle.js';

export const changeEmailInput = z.strictObject({ new_email: fields.email, password: fields.password });

/**
 * Requests a change of the email address. It takes effect when the user confirms the link that is mailed to the new
 * address. Only then does an address that belongs to another account get a refusal, so only a reader of its mail learns
 * that it is registered.
 *
 * @throws WrongPassword
 * @throws SameAddress
 * @throws SessionOver
 * @throws ReauthenticationRequired the account requires a factor, and none was proved recently
 */
export async function changeEmail(
  dependencies: CommandDependencies,
  { userId, sessionId }: { userId: UserId; sessionId: SessionId },
  input: z.output<typeof changeEmailInput>,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const { log, emailClaimStream, rules, webauthn } = dependencies;
  const email = input.new_email;
  const reauthenticated = await reauthenticate(dependencies, userId, input.password, cause);
  if (reauthenticated.handledAt !== null) return { position: reauthenticated.handledAt };
  const { passwordSetBy } = reauthenticated;
  const linkExpires = new Date(cause.now.getTime() + rules.verificationTtlMs);
  const address = { email, claim: emailClaimStream(email), linkExpires };
  const { position } = await handle(
    log,
    cause,
    { session: sessionAt(sessionId), user: userAt(userId) },
    ({ session, user }) => {
      // The new address can reset the password, so it takes as much proof as the account asks for.
      requireLevelBesidePassword(user, session, cause.now, webauthn.relyingParty.id);
      return { user: requestEmailChange(user, passwordSetBy, address) };
    },
  );
  return { position };
}
