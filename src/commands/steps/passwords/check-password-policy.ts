import { DomainError } from '../../../domain/domain-error.js';
import { checkPassword } from '../../../security/passwords/policy.js';
import type { PasswordIssue } from '../../../security/passwords/policy.js';
import type { CommandDependencies } from '../../dependencies.js';

/** The policy rejects the password. `pointer` and `issue` name the field and the reason. */
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
  detail:
    'This password is known from a breach of another service, so attackers will try it. Choose another password.',
};

/**
 * Rejects a password that violates the policy or is known from a breach. Commands call it before they make a hash or use
 * up a link. The result does not depend on the existence of an account. The breach service is asked only about
 * passwords that pass the policy.
 *
 * @param pointer location of the password in the input (JSON Pointer)
 * @param identifiers names of the account, which its password must not resemble
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
