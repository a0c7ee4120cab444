import { DomainError } from '../../domain/domain-error.js';
import { checkPassword } from '../../security/passwords/policy.js';
import type { PasswordIssue } from '../../security/passwords/policy.js';
import type { CommandDependencies } from '../dependencies.js';

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

const BREACHED: PasswordIssue = {
  code: 'breached',
  detail: 'This password is known from a breach of another service, so attackers try it. Choose another one.',
};

/**
 * Refuses a password that the policy refuses or a breach has made known, before any hash is made or link is used up.
 * Nothing of it depends on whether there is an account, and others are asked only about what the policy accepts.
 *
 * @param pointer where the password stands in the input (JSON Pointer)
 * @param identifiers the account's own names
 * @throws WeakPassword
 */
export async function checkPasswordPolicy(
  { rules, isBreached }: Pick<CommandDependencies, 'rules' | 'isBreached'>,
  password: string,
  pointer: string,
  identifiers: readonly string[],
): Promise<void> {
  const { passwordMinLength: minLength, serviceNames } = rules;
  const issue = checkPassword(password, { minLength, serviceNames, identifiers });
  if (issue !== null) throw new WeakPassword(pointer, issue);
  if (await isBreached(password)) throw new WeakPassword(pointer, BREACHED);
}
