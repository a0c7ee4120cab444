import type { AssuranceLevel } from '../user/factors/assurance.js';

/**
 * The kind of proof behind each authentication method (RFC 8176 and the values of this service). Two proofs need two
 * kinds, one of them possession: two secrets in one mailbox or one head are as strong as one.
 */
const KINDS: Readonly<Partial<Record<string, 'knowledge' | 'mailbox' | 'provider' | 'possession'>>> = {
  pwd: 'knowledge',
  email: 'mailbox',
  fed: 'provider',
  // An identity provider of an organisation has checked a second factor, and the connection is trusted for it.
  fed_mfa: 'possession',
  otp: 'possession',
  sms: 'possession',
  hwk: 'possession',
  swk: 'possession',
  recovery: 'possession',
};

/** The user was verified by the authenticator itself, with a PIN or a finger, which makes it two proofs in one. */
const USER_VERIFIED = 'user';
/** More than one kind of proof was given (RFC 8176 §2). */
const MULTIPLE = 'mfa';

/** Returns the level that authentication methods prove together. */
export function levelOf(amr: readonly string[]): AssuranceLevel {
  const kinds = new Set(amr.flatMap((method) => KINDS[method] ?? []));
  const isSecond = kinds.has('possession') && (kinds.size > 1 || amr.includes(USER_VERIFIED));
  return isSecond ? 'aal2' : 'aal1';
}

/** Joins the methods of several proofs, without repeats, and adds `mfa` where they prove more than one kind. */
export function joinedMethods(...proofs: readonly (readonly string[])[]): string[] {
  const methods = new Set(proofs.flat());
  methods.delete(MULTIPLE);
  const joined = [...methods];
  return levelOf(joined) === 'aal1' ? joined : [...joined, MULTIPLE];
}
