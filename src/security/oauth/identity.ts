import { isCleanText } from '../../domain/clean-text.js';
import type { EmailAddress } from '../../domain/user/email-address.js';
import { emailAddress, InvalidEmail } from '../../domain/user/email-address.js';
import type { ProvenAddress, ProvenIdentity } from './provider.js';
import { UntrustworthyAnswer } from './provider.js';
import type { ProviderSettings } from './provider-settings.js';

/** What a provider says of a person, by whatever names. */
export type Claims = Readonly<Record<string, unknown>>;

const LONGEST_SUBJECT = 255;
const LONGEST_NAME = 64;
const EVERY_DOMAIN = '*';

/**
 * Whom the claims of a provider are about.
 *
 * @param issuer the provider's own, or that of the tenant
 * @throws UntrustworthyAnswer there is no subject, or one of another type: an identity is known by nothing else
 */
export function identityOf(settings: ProviderSettings, issuer: string, claims: Claims): ProvenIdentity {
  const { definition } = settings;
  return {
    provider: definition.name,
    issuer,
    subject: subjectOf(settings, claims),
    email: addressOf(settings, claims),
    name:
      definition.claims.names.map((member) => nameOf(claims[member])).find((name) => name !== null) ?? null,
  };
}

function subjectOf({ definition }: ProviderSettings, claims: Claims): string {
  const { member, type } = definition.claims.subject;
  const value = claims[member];
  if (type === 'number' && typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  const isSubject =
    type === 'text' &&
    typeof value === 'string' &&
    value !== '' &&
    value.length <= LONGEST_SUBJECT &&
    isCleanText(value);
  if (!isSubject) throw new UntrustworthyAnswer('no_subject');
  return value;
}

function addressOf({ definition, trustedDomains }: ProviderSettings, claims: Claims): ProvenAddress | null {
  const { email, emailVerified } = definition.claims;
  const address = canonical(claims[email]);
  if (address === null) return null;
  const assertion = emailVerified === null ? undefined : claims[emailVerified];
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const managed =
    definition.managedDomainClaim === undefined ? undefined : claims[definition.managedDomainClaim];
  const believed = [...definition.ownDomains, ...trustedDomains];
  return {
    address,
    verified: assertion === true || definition.verifiedTexts?.some((text) => text === assertion) === true,
    trusted: believed.includes(EVERY_DOMAIN) || believed.includes(domain) || managed === domain,
  };
}

function canonical(typed: unknown): EmailAddress | null {
  if (typeof typed !== 'string') return null;
  try {
    return emailAddress(typed);
  } catch (error) {
    if (error instanceof InvalidEmail) return null;
    throw error;
  }
}

/** What can be a name here, or null: a name that cannot is nothing that somebody has typed to be told of. */
export function nameOf(value: unknown): string | null {
  if (typeof value !== 'string' || !isCleanText(value)) return null;
  const name = [...value.trim()].slice(0, LONGEST_NAME).join('').trim();
  return name === '' || name.length > LONGEST_NAME ? null : name;
}
