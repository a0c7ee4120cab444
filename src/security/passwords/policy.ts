import { dictionary } from '@zxcvbn-ts/language-common';

export type PasswordIssueCode =
  'too_short' | 'too_long' | 'invalid_characters' | 'common' | 'resembles_account' | 'breached';

/** Why a password is refused: a stable word for programs, a sentence for people. */
export interface PasswordIssue {
  readonly code: PasswordIssueCode;
  readonly detail: string;
}

export interface PasswordPolicy {
  /** In code points. */
  readonly minLength: number;
  /** What the service is known by. */
  readonly serviceNames: readonly string[];
  /** The account's own names: its e-mail address, its username. */
  readonly identifiers: readonly string[];
}

/** In code points. */
const MAX_LENGTH = 256;
/** NFC makes one code point of at most four, and each is at most two UTF-16 units. */
const LONGEST_INPUT = MAX_LENGTH * 4 * 2;
const UNUSABLE = /[\p{Control}\p{Surrogate}]/u;
/** Some 49,000 passwords of published breaches, all in lower case. */
const COMMON: ReadonlySet<string> = new Set(dictionary['passwords-common']);

/**
 * The first reason to refuse a password that is to be set, or null. There are no composition rules,
 * and a listed word refuses only the password that is that word, in any case (SP 800-63B §3.1.1.2).
 */
export function checkPassword(
  password: string,
  { minLength, serviceNames, identifiers }: PasswordPolicy,
): PasswordIssue | null {
  if (password.length > LONGEST_INPUT) return tooLong();
  if (UNUSABLE.test(password)) {
    return {
      code: 'invalid_characters',
      detail: 'A password cannot hold control characters or broken Unicode.',
    };
  }
  const normalized = password.normalize('NFC');
  const length = [...normalized].length;
  if (length < minLength) {
    return { code: 'too_short', detail: `A password needs at least ${minLength} characters.` };
  }
  if (length > MAX_LENGTH) return tooLong();

  const folded = fold(password);
  if ([...serviceNames, ...accountWords(identifiers)].some((word) => fold(word) === folded)) {
    return {
      code: 'resembles_account',
      detail: 'A password cannot be the name of the account or of this service.',
    };
  }
  if (COMMON.has(folded)) {
    return { code: 'common', detail: 'This password is on lists of commonly used ones.' };
  }
  return null;
}

function tooLong(): PasswordIssue {
  return { code: 'too_long', detail: `A password can have at most ${MAX_LENGTH} characters.` };
}

/** Each name whole, and the local part of one that is an address. */
function accountWords(identifiers: readonly string[]): string[] {
  return [...identifiers, ...identifiers.map(localPart)];
}

function fold(word: string): string {
  return word.normalize('NFC').toLowerCase();
}

function localPart(identifier: string): string {
  const at = identifier.lastIndexOf('@');
  return at === -1 ? identifier : identifier.slice(0, at);
}
