import { DomainError } from '../domain/domain-error.js';
import { checkPassword } from '../security/password-policy.js';
import type { PasswordIssue } from '../security/password-policy.js';

/** The password is refused by the policy; `issue` says what is wrong with it. */
export class WeakPassword extends DomainError {
  readonly code = 'weak_password';
  constructor(
    readonly pointer: string,
    readonly issue: PasswordIssue,
  ) {
    super(issue.detail);
  }
}

/**
 * Refuses a password that the policy refuses, before any hash is made or link is used up.
 *
 * @param pointer where the password stands in the input (JSON Pointer)
 * @throws WeakPassword
 */
export function acceptablePassword(
  password: string,
  pointer: string,
  policy: { minLength: number; identifiers: string[] },
): void {
  const issue = checkPassword(password, policy);
  if (issue !== null) throw new WeakPassword(pointer, issue);
}
