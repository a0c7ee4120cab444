import { dictionary } from '@zxcvbn-ts/language-common';

export type PasswordIssueCode =
  'too_short' | 'too_long' | 'invalid_characters' | 'common' | 'resembles_account' | 'breached';

/** The reason for rejecting a password: a stable code for programs, a sentence for people. */
export interface PasswordIssue {
  readonly code: PasswordIssueCode;
  readonly detail: string;
}

export interface PasswordPolicy {
  /** Least length in code points. */
  readonly minLength: number;
  /** Names of the service. */
  readonly serviceNames: readonly string[];
  /** Names of the account: its e-mail address and username. */
  readonly identifiers: readonly string[];
}

/** Greatest length in code points. */
const MAX_LENGTH = 256;
/** NFC composes at most four code points into one, and each has at most two UTF-16 units. */
const MAX_INPUT_UNITS = MAX_LENGTH * 4 * 2;
const UNUSABLE = /[\p{Control}\p{Surrogate}]/u;
/** About 49,000 passwords of published breaches, in lower case. */
const COMMON: ReadonlySet<string> = new Set(dictionary['passwords-common']);

/**
 * Returns the first reason to reject a new password, or null. There are no composition rules, and a listed word rejects
 * only the password that equals it, in any case (SP 800-63B §3.1.1.2).
 */
export function checkPassword(
  password: string,
  { minLength, serviceNames, identifiers }: PasswordPolicy,
): PasswordIssue | null {
  if (password.length > MAX_INPUT_UNITS) return tooLong();
  if (UNUSABLE.test(password)) {
    return {
      code: 'invalid_characters',
      detail: 'A password cannot contain control characters or malformed Unicode.',
    };
  }
  const normalized = password.normalize('NFC');
  const length = [...normalized].length;
  if (length < minLength) {
    return { code: 'too_short', detail: `A password needs at least ${minLength} characters.` };
  }
  if (length > MAX_LENGTH) return tooLong();

  const folded = fold(password);
  if ([...serviceNames, ...accountNames(identifiers)].some((word) => fold(word) === folded)) {
    return {
      code: 'resembles_account',
      detail: 'A password cannot be the name of the account or of this service.',
    };
  }
  if (COMMON.has(folded)) {
    return { code: 'common', detail: 'This password is on lists of commonly used passwords.' };
  }
  return null;
}

function tooLong(): PasswordIssue {
  return { code: 'too_long', detail: `A password can have at most ${MAX_LENGTH} characters.` };
}

/** Returns the names, and the local parts of those that are addresses. */
function accountNames(identifiers: readonly string[]): string[] {
  return [...identifiers, ...identifiers.map(localPart)];
}

function fold(word: string): string {
  return word.normalize('NFC').toLowerCase();
}

function localPart(identifier: string): string {
  const at = identifier.lastIndexOf('@');
  return at === -1 ? identifier : identifier.slice(0, at);
}
