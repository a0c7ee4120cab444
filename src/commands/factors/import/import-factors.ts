import { claimAt } from '../../../domain/claim/claim.js';
import type { Claim } from '../../../domain/claim/claim.js';
import { claimAgain } from '../../../domain/claim/decisions.js';
import type { ClaimEvent } from '../../../domain/claim/events.js';
import { deriveId, factorIdSchema } from '../../../domain/ids.js';
import type { UserId } from '../../../domain/ids.js';
import { importFactors as decideImport } from '../../../domain/policies/import-factors.js';
import type { FactorImport, ImportedFactor } from '../../../domain/policies/import-factors.js';
import { FactorExists } from '../../../domain/user/factors/passkey.js';
import type { PhoneRules } from '../../../domain/user/factors/phone-decisions.js';
import { userAt } from '../../../domain/user/user.js';
import type { UserEvent } from '../../../domain/user/events.js';
import type { User } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { CredentialClaimStream } from '../../../security/keys/claim-streams.js';
import { timeStep } from '../../../security/totp.js';
import { spendAll, spendingStreams } from '../../authentication/methods/proof.js';
import type { Spending } from '../../authentication/methods/proof.js';
import type { CommandDependencies } from '../../dependencies.js';
import { handle, load } from '../../handle.js';
import { findAccount } from '../../steps/find-account.js';
import type { FactorLine } from './factor-line.js';

type Dependencies = Pick<CommandDependencies, 'log' | 'emailClaimStream'> & {
  readonly credentialClaimStream: CredentialClaimStream;
};

interface ImportOptions {
  readonly phoneRules: PhoneRules;
  /** Checks everything and writes nothing. */
  readonly isDryRun: boolean;
}

/**
 * Adds the factors of one line to their account, all or none. A repeat of the command changes nothing, also after their owner
 * has removed a factor. Returns true if it added something.
 *
 * @throws FactorExists another account has a credential, or the account has other recovery codes
 * @throws EmailNotVerified, FactorLimit, PhoneAlone, UnknownFactor, UnknownUser
 */
export async function importFactors(
  dependencies: Dependencies,
  line: FactorLine,
  { phoneRules, isDryRun }: ImportOptions,
  cause: Cause,
): Promise<boolean> {
  const { log } = dependencies;
  const { owner } = line;
  const id = 'userId' in owner ? owner.userId : (await findAccount(dependencies, owner.email)).id;
  const account = await load(log, userAt(id));
  const imported = factorsOf(dependencies, line, cause);
  const additions = decideImport(account.state, imported, phoneRules);
  if (additions.length === 0 || account.handledAt(cause.commandId) !== null) return false;
  const addition: Spending<User, UserEvent> = {
    aggregate: userAt(id),
    spend: (user) => decideImport(user, imported, phoneRules),
  };
  const changes = [...imported.factors.flatMap((factor) => claimOf(factor, id)), addition];
  if (!isDryRun) {
    await handle(log, cause, spendingStreams(changes), (states) =>
      spendAll(changes, states, cause.commandId),
    );
    return true;
  }
  const streams = changes.map(async ({ aggregate }) => {
    const { state } = await load(log, aggregate);
    return [aggregate.stream, state] as const;
  });
  spendAll(changes, Object.fromEntries(await Promise.all(streams)), cause.commandId);
  return true;
}

/** Returns the change that claims a credential for its account. */
function claimOf(factor: ImportedFactor, userId: UserId): Spending[] {
  if (factor.kind !== 'passkey' && factor.kind !== 'security_key') return [];
  const claiming: Spending<Claim, ClaimEvent> = {
    aggregate: claimAt(factor.claim),
    spend: (claim) => claimAgain(claim, userId, FactorExists),
  };
  return [claiming];
}

function factorsOf(
  { credentialClaimStream }: Dependencies,
  line: FactorLine,
  { commandId, now }: Cause,
): FactorImport {
  const idOf = (kind: string, index: number) =>
    deriveId(factorIdSchema, `imported ${kind} ${String(index)}`, commandId);
  const apps = line.totp.map(({ secret, ...app }, i): ImportedFactor => {
    const confirmedStep = timeStep(now, app);
    return { kind: 'totp', id: idOf('totp', i), seed: secret, ...app, confirmedStep, addedAt: now };
  });
  const keys = line.passkeys.map((key, i): ImportedFactor => ({
    kind: key.kind,
    id: idOf('passkey', i),
    name: key.name,
    credentialId: key.credential_id,
    claim: credentialClaimStream(key.credential_id),
    publicKey: key.public_key.text,
    algorithm: key.public_key.algorithm,
    signCount: key.sign_count,
    transports: key.transports,
    aaguid: key.aaguid,
    backupEligible: key.backup_eligible,
    backedUp: key.backed_up,
    userVerified: key.user_verified,
    rpId: key.rp_id,
    userHandle: key.user_handle,
    attestation: 'none',
    addedAt: now,
  }));
  const phones = line.phones.map(({ phone, name }, i): ImportedFactor => {
    const { number, country } = phone;
    return { kind: 'phone', id: idOf('phone', i), name, number, country, addedAt: now };
  });
  const codes = line.recovery_codes;
  return {
    factors: [...apps, ...keys, ...phones],
    codes: codes === null ? null : { setId: codes.set_id, digests: codes.digests },
  };
}
