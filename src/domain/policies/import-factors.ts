import { EmailNotVerified, requireRegistered, sessionsEnded } from '../user/decisions.js';
import type { UserEvent } from '../user/events.js';
import {
  codesIssued,
  requireRoomFor,
  totpAddedEvent,
  UnknownFactor,
} from '../user/factors/factor-decisions.js';
import type { NewCodes } from '../user/factors/factor-decisions.js';
import { isPasskey, secondFactorsOf } from '../user/factors/factors.js';
import type { Factor } from '../user/factors/factors.js';
import { FactorExists } from '../user/factors/passkey.js';
import { requirePhoneAllowed } from '../user/factors/phone-decisions.js';
import type { PhoneRules } from '../user/factors/phone-decisions.js';
import type { Phone } from '../user/factors/phone.js';
import type { TotpFactor } from '../user/factors/totp.js';
import type { Registered, User } from '../user/user.js';
import { passkeyAddedEvent } from './add-passkey.js';
import type { NewPasskey } from './add-passkey.js';

/** Factor that its owner has enrolled with another service. */
export type ImportedFactor =
  TotpFactor | (Phone & { readonly country: string }) | (NewPasskey & { readonly addedAt: Date });

/** The factors of one account at another service. */
export interface FactorImport {
  readonly factors: readonly ImportedFactor[];
  readonly codes: NewCodes | null;
}

/**
 * Adds the factors of an import that the account does not have yet. The rules of enrolments apply, and the first second
 * factor ends all sessions. No recovery codes are made: nobody would see them.
 *
 * @throws EmailNotVerified whoever confirms the address later would own the factors of somebody else
 * @throws FactorExists the account has other recovery codes
 * @throws UnknownFactor recovery codes of an account without a second factor
 * @throws FactorLimit, PhoneAlone, UnknownUser
 */
export function importFactors(user: User, { factors, codes }: FactorImport, rules: PhoneRules): UserEvent[] {
  const account = requireRegistered(user);
  if (!account.verified) throw new EmailNotVerified();
  const owned: Factor[] = [...account.factors];
  const added: ImportedFactor[] = [];
  for (const factor of factors) {
    if (owned.some((one) => isSame(one, factor))) continue;
    if (factor.kind === 'phone') requirePhoneAllowed({ factors: owned }, factor.number, rules);
    else requireRoomFor({ factors: owned }, factor.kind);
    owned.push(factor);
    added.push(factor);
  }
  const hasSecond = secondFactorsOf({ factors: owned }).length > 0;
  const isFirst = hasSecond && secondFactorsOf(account).length === 0;
  return [
    ...added.map(additionOf),
    ...importedCodes(account, codes, hasSecond),
    ...(isFirst ? [sessionsEnded(null)] : []),
  ];
}

function importedCodes(account: Registered, codes: NewCodes | null, hasSecond: boolean): UserEvent[] {
  if (codes === null || account.recoveryCodes?.setId === codes.setId) return [];
  if (account.recoveryCodes !== null) throw new FactorExists();
  if (!hasSecond) throw new UnknownFactor();
  return [codesIssued(codes)];
}

/** Tells whether two factors prove the same possession. */
function isSame(one: Factor, other: ImportedFactor): boolean {
  switch (other.kind) {
    case 'totp':
      return one.kind === 'totp' && one.seed === other.seed;
    case 'phone':
      return one.kind === 'phone' && one.number === other.number;
    case 'passkey':
    case 'security_key':
      return isPasskey(one) && one.credentialId === other.credentialId;
  }
}

function additionOf(factor: ImportedFactor): UserEvent {
  switch (factor.kind) {
    case 'totp':
      return totpAddedEvent(factor);
    case 'phone': {
      const { id, name, number, country } = factor;
      return { type: 'PhoneAdded', data: { factor_id: id, name, phone: number, country } };
    }
    case 'passkey':
    case 'security_key':
      return passkeyAddedEvent(factor);
  }
}
