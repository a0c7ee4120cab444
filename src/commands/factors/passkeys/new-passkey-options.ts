import { z } from 'zod';
import { passkeysOf } from '../../../domain/user/factors/factors.js';
import { credentialKind } from '../../../domain/user/factors/passkey.js';
import type { CredentialKind } from '../../../domain/user/factors/passkey.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { ChallengeScope } from '../../../security/webauthn/challenge.js';
import { creationOptions } from '../../../security/webauthn/options.js';
import type { CommandDependencies } from '../../dependencies.js';
import { admitEnroller } from '../enroller.js';
import type { Enroller, EnrolmentCaller } from '../enroller.js';

export const passkeyOptionsInput = z.strictObject({ kind: credentialKind });

/**
 * Returns the options to create a credential for the account of a caller. They exclude the credentials that the account has,
 * of both kinds.
 *
 * @throws SessionOver, ReauthenticationRequired, InvalidMfaToken, SetUpLinkRequired
 */
export async function newPasskeyOptions(
  dependencies: Pick<CommandDependencies, 'log' | 'mfaTokens' | 'linkTokens' | 'rules' | 'webauthn'>,
  caller: EnrolmentCaller,
  kind: CredentialKind,
  cause: Cause,
) {
  const enroller = await admitEnroller(dependencies, caller, cause);
  const { account } = enroller;
  const { relyingParty, allowedModels, challenges, userHandle } = dependencies.webauthn;
  return creationOptions({
    kind,
    challenge: challenges.issue(additionScope(kind, enroller), cause.now),
    relyingParty,
    user: { handle: userHandle(account.id), name: account.username },
    attestation: allowedModels === null ? 'none' : 'direct',
    existing: passkeysOf(account, relyingParty.id),
  });
}

/** Returns the scope of the challenge that adds a credential in a session or in a pending sign-in. */
export function additionScope(kind: CredentialKind, { account, startedBy }: Enroller): ChallengeScope {
  return { purpose: `add_${kind}`, boundTo: [startedBy, account.id] };
}
