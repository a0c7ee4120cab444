import { z } from 'zod';
import { deriveId, uuidSchema } from '../../domain/ids.js';
import type { SessionId, UserId } from '../../domain/ids.js';
import {
  ReauthenticationRequired,
  requireActive,
  SessionOver,
} from '../../domain/policies/active-session.js';
import { joinedMethods, levelOf } from '../../domain/policies/level-of.js';
import { requiredLevel } from '../../domain/policies/still-owed.js';
import { familyAt } from '../../domain/refresh/refresh.js';
import { reauthenticate as reauthenticated } from '../../domain/session/decisions.js';
import { sessionAt } from '../../domain/session/session.js';
import { requireRegistered } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle, load } from '../handle.js';
import { requireOpenSession } from '../steps/access/required-connection.js';
import * as fields from '../input-schemas.js';
import { reauthenticate } from '../steps/passwords/reauthenticate.js';
import { sessionGrant } from '../steps/session-grant.js';
import type { SessionGrant } from '../steps/session-grant.js';
import { PASSWORD } from './methods/password.js';
import { spendAll, spendingStreams, usedFactors } from './methods/proof.js';
import type { Proof } from './methods/proof.js';
import { stepUpScope } from './second-step/key-options.js';
import { codeInput, keyInput } from './methods/second-factor-methods.js';
import { proveSecondFactor } from './second-step/prove-second-factor.js';
import { withWrongCode } from './second-step/wrong-code.js';

const byPassword = z.strictObject({ method: z.literal('password'), password: fields.password });

export const stepUpInput = z.discriminatedUnion('method', [codeInput, keyInput, byPassword]);

/**
 * Proves the identity of a signed-in user again, with a factor, or with the password if the account has none. The session
 * keeps its tokens and at least its level. Its next access token has the time of the proof, unless a password has proved
 * less than that level.
 *
 * @throws WrongCode, WrongPassword
 * @throws ReauthenticationRequired a password does not prove the level that the account requires
 * @throws SessionOver
 * @throws SsoRequired the domain of the account demands a session by a connection
 * @throws HasherBusy
 */
export async function stepUp(
  dependencies: CommandDependencies,
  { userId, sessionId }: { readonly userId: UserId; readonly sessionId: SessionId },
  input: z.output<typeof stepUpInput>,
  cause: Cause,
): Promise<SessionGrant> {
  const { log, webauthn } = dependencies;
  const [{ state: user }, { state: session }] = await Promise.all([
    load(log, userAt(userId)),
    load(log, sessionAt(sessionId)),
  ]);
  const account = requireRegistered(user);
  await requireOpenSession(dependencies, account, requireActive(user, session));
  if (input.method !== 'password') {
    const raise = (proof: Proof) => raiseSession(dependencies, account, sessionId, proof, cause);
    const proving = { input, scope: stepUpScope(sessionId) };
    return await withWrongCode(() => proveSecondFactor(dependencies, account, proving, cause, raise));
  }
  const required = requiredLevel(account, webauthn.relyingParty.id);
  if (required !== 'aal1') throw new ReauthenticationRequired(required);
  await reauthenticate(dependencies, userId, input.password, cause);
  return await raiseSession(dependencies, account, sessionId, PASSWORD, cause);
}

async function raiseSession(
  { log, refreshTokens }: Pick<CommandDependencies, 'log' | 'refreshTokens'>,
  account: Registered,
  sessionId: SessionId,
  proof: Proof,
  cause: Cause,
): Promise<SessionGrant> {
  const usedFor = deriveId(uuidSchema, 'step-up', cause.commandId);
  const { states, position } = await handle(
    log,
    cause,
    { ...spendingStreams(proof.spent), session: sessionAt(sessionId) },
    ({ session, ...spent }) => {
      const active = requireActive(account, session);
      // Joined methods keep the level that the session has, also after a password: then its factors are gone.
      const amr = joinedMethods(active.amr, proof.amr);
      const proven = { amr, acr: levelOf(amr), factors: usedFactors(proof), proof: proof.kind };
      return {
        ...spendAll(proof.spent, spent, usedFor),
        session: reauthenticated(active, proven),
      };
    },
  );
  const { state: family } = await load(log, familyAt(sessionId));
  if (family.status !== 'alive') throw new SessionOver();
  const refreshToken = refreshTokens.issue({ sessionId, generation: family.generation });
  const session = requireActive(account, states.session);
  return sessionGrant(account, session, { refreshToken, ends: family.expires, position });
}
