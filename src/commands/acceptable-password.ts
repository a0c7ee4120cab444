import { DomainError } from '../domain/domain-error.js';
import { checkPassword } from '../security/password-policy.js';
import type { PasswordIssue } from '../security/password-policy.js';
import type { CommandDependencies } from './dependencies.js';

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
 * @param identifiers the account's own names
 * @throws WeakPassword
 */
export function acceptablePassword(
  { rules }: Pick<CommandDependencies, 'rules'>,
  password: string,
  pointer: string,
  identifiers: readonly string[],
): void {
  const { passwordMinLength: minLength, serviceNames } = rules;
  const issue = checkPassword(password, { minLength, serviceNames, identifiers });
  if (issue !== null) throw new WeakPassword(pointer, issue);
}
