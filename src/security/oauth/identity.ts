import { isCleanText, isVisibleText } from '../../domain/clean-text.js';
import { emailAddress, InvalidEmail } from '../../domain/user/email-address.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import { claimAt } from './answers/claim-path.js';
import type { Claims } from './answers/claim-path.js';
import type { ProvenAddress, ProvenIdentity } from './provider.js';
import { UntrustworthyAnswer } from './provider.js';
import type { ProviderSettings } from './provider-settings.js';

const MAX_SUBJECT_LENGTH = 255;
const MAX_NAME_LENGTH = 64;
const EVERY_DOMAIN = '*';

/**
 * Builds the identity from the claims of a provider.
 *
 * @param issuer the issuer of the provider or of its tenant
 * @throws UntrustworthyAnswer the subject, which alone identifies the person, is missing or of another type
 */
export function identityOf(settings: ProviderSettings, issuer: string, claims: Claims): ProvenIdentity {
  const { definition } = settings;
  return {
    provider: definition.name,
    issuer,
    subject: subjectOf(settings, claims),
    email: addressOf(settings, claims),
    name:
      definition.claims.names.map((path) => nameOf(claimAt(claims, path))).find((name) => name !== null) ??
      null,
  };
}

function subjectOf({ definition }: ProviderSettings, claims: Claims): string {
  const { path, type } = definition.claims.subject;
  const value = claimAt(claims, path);
  if (type !== 'text' && isExactInteger(value)) return String(value);
  const isSubject =
    type !== 'number' &&
    typeof value === 'string' &&
    value !== '' &&
    value.length <= MAX_SUBJECT_LENGTH &&
    isCleanText(value);
  if (!isSubject) throw new UntrustworthyAnswer('no_subject');
  return value;
}

/** Rejects a rounded number, which several people can share. */
function isExactInteger(value: unknown): value is number | bigint {
  return typeof value === 'bigint' || Number.isSafeInteger(value);
}

function addressOf({ definition, trustedDomains }: ProviderSettings, claims: Claims): ProvenAddress | null {
  const { email, emailVerified } = definition.claims;
  const address = normalizedEmail(claimAt(claims, email));
  if (address === null) return null;
  const assertion = emailVerified === null ? undefined : claimAt(claims, emailVerified);
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const managed =
    definition.managedDomainClaim === undefined ? undefined : claims[definition.managedDomainClaim];
  const trusted = [...definition.ownDomains, ...trustedDomains];
  return {
    address,
    verified: assertion === true || definition.verifiedTexts?.some((text) => text === assertion) === true,
    trusted: trusted.includes(EVERY_DOMAIN) || trusted.includes(domain) || managed === domain,
  };
}

function normalizedEmail(value: unknown): EmailAddress | null {
  if (typeof value !== 'string') return null;
  try {
    return emailAddress(value);
  } catch (error) {
    if (error instanceof InvalidEmail) return null;
    throw error;
  }
}

/** Returns a valid display name, or null. An unusable name is no error, because the person has not typed it here. */
export function nameOf(value: unknown): string | null {
  if (typeof value !== 'string' || !isCleanText(value)) return null;
  const name = [...value.trim()].slice(0, MAX_NAME_LENGTH).join('').trim();
  return !isVisibleText(name) || name.length > MAX_NAME_LENGTH ? null : name;
}
