import { z } from 'zod';
import { claimAt } from '../../domain/claim/claim.js';
import { InvalidPasskey } from '../../domain/factor/passkey-use.js';
import { deriveId, sessionIdSchema } from '../../domain/ids.js';
import type { SessionId } from '../../domain/ids.js';
import { canSignIn, InvalidCredentials } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import { CHALLENGE_LIFE_MS } from '../../security/webauthn/challenge.js';
import { assertionCredential } from '../../security/webauthn/encoding/credential-schemas.js';
import { requestOptions } from '../../security/webauthn/options.js';
import type { CommandDependencies } from '../dependencies.js';
import { load } from '../handle.js';
import { loadAttemptCounters } from '../steps/passwords/attempt-counters.js';
import { replaceSession } from '../steps/replace-session.js';
import type { SessionGrant } from '../steps/session-grant.js';
import { clearedEverywhere } from './second-step/attempt-code.js';
import { provePasskey, UnknownCredential } from './methods/passkey.js';
import { InvalidMfaToken } from './second-step/pending-sign-in.js';
import { countUse } from './count-use.js';
import { startSession } from './start-session.js';

export const signInByPasskeyInput = z.strictObject({ credential: assertionCredential });

/** The scope of the challenge of a sign-in. Anyone can begin one, so nothing binds it. */
const SCOPE = { purpose: 'sign_in', boundTo: [] } as const;
/** Namespace of the sessions that challenges name. */
const SESSIONS = '2f6d4c1b-8a37-4e90-b5d2-7c1e9f3a6084';

/** Returns the options of a sign-in by passkey. They name no account and are alike for everybody. */
export function passkeySignInOptions({ webauthn }: Pick<CommandDependencies, 'webauthn'>, now: Date) {
  const { relyingParty, challenges } = webauthn;
  const challenge = challenges.issue(SCOPE, now);
  return {
    publicKey: requestOptions({ challenge, relyingParty, userVerification: 'required', allowed: [] }),
    expiresInSeconds: CHALLENGE_LIFE_MS.sign_in / 1000,
  };
}

/**
 * Signs in the owner of a passkey. The session is named after the challenge, so that no answer starts a second one. A lock
 * of the account concerns guesses of its password and its codes, so a passkey passes it and lifts it.
 *
 * @param presented session of the caller, which the new one replaces (OWASP ASVS 7.2.4)
 * @throws UnknownCredential, InvalidPasskey
 */
export async function signInByPasskey(
  dependencies: CommandDependencies,
  { credential }: z.output<typeof signInByPasskeyInput>,
  cause: Cause,
  presented: { readonly sessionId: SessionId } | null,
): Promise<SessionGrant> {
  const { webauthn } = dependencies;
  const account = await findOwner(dependencies, credential.id);
  const { proof, challenge } = await provePasskey(dependencies, account, credential, SCOPE, cause.now);
  if (!canSignIn(account)) {
    webauthn.count('sign_in', 'account_refused');
    throw new InvalidPasskey();
  }
  const counters = await loadAttemptCounters(dependencies, account.id, cause);
  const sessionId = deriveId(sessionIdSchema, challenge, SESSIONS);
  const spent = [...proof.spent, clearedEverywhere(account.id)];
  const signedIn = { proof: { ...proof, spent }, pending: null, provider: null, counters, sessionId };
  const use = { ceremony: 'sign_in', userId: account.id } as const;
  const grant = await countUse(dependencies, use, cause, async () => {
    try {
      return await startSession(dependencies, account, signedIn, cause);
    } catch (error) {
      throw isUsed(error) ? new InvalidPasskey() : error;
    }
  });
  return await replaceSession(dependencies, grant, presented, cause);
}

/** Finds the account that a credential is registered with. A claim without its credential leads to no account. */
async function findOwner(
  { log, webauthn }: Pick<CommandDependencies, 'log' | 'webauthn'>,
  credentialId: string,
): Promise<Registered> {
  const { state: claim } = await load(log, claimAt(webauthn.credentialClaimStream(credentialId)));
  if (claim.owner !== null) {
    const { state: user } = await load(log, userAt(claim.owner));
    if (user.status === 'registered') return user;
  }
  webauthn.count('sign_in', 'unknown_credential');
  throw new UnknownCredential();
}

/** Returns true if the session of the challenge exists already, or has ended before this answer. */
function isUsed(error: unknown): boolean {
  return error instanceof InvalidMfaToken || error instanceof InvalidCredentials;
}
