import { isCleanText } from '../../domain/clean-text.js';
import { emailAddress, InvalidEmail } from '../../domain/user/email-address.js';
import type { ProvenAddress, ProvenIdentity } from './provider.js';
import { UntrustworthyAnswer } from './provider.js';
import type { ProviderSettings } from './settings.js';

/** What a provider says of a person, by whatever names. */
export type Said = Readonly<Record<string, unknown>>;

const LONGEST_SUBJECT = 255;
const LONGEST_NAME = 64;
const EVERY_DOMAIN = '*';

/**
 * Whom the claims of a provider are about.
 *
 * @param issuer the provider's own, or that of the tenant
 * @throws UntrustworthyAnswer there is no subject, or one of another type: an identity is known by nothing else
 */
export function identityOf(settings: ProviderSettings, issuer: string, said: Said): ProvenIdentity {
  const { facts } = settings;
  return {
    provider: facts.name,
    issuer,
    subject: subjectOf(settings, said),
    email: addressOf(settings, said),
    name: facts.claims.names.map((member) => nameOf(said[member])).find((name) => name !== null) ?? null,
  };
}

function subjectOf({ facts }: ProviderSettings, said: Said): string {
  const { member, type } = facts.claims.subject;
  const value = said[member];
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

function addressOf({ facts, trustedDomains }: ProviderSettings, said: Said): ProvenAddress | null {
  const { email, emailVerified } = facts.claims;
  const address = canonical(said[email]);
  if (address === null) return null;
  const assertion = emailVerified === null ? undefined : said[emailVerified];
  const domain = address.slice(address.lastIndexOf('@') + 1);
  const managed = facts.managedDomainClaim === undefined ? undefined : said[facts.managedDomainClaim];
  const believed = [...facts.ownDomains, ...trustedDomains];
  return {
    address,
    verified: assertion === true || facts.verifiedTexts?.some((text) => text === assertion) === true,
    trusted: believed.includes(EVERY_DOMAIN) || believed.includes(domain) || managed === domain,
  };
}

function canonical(typed: unknown): string | null {
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
