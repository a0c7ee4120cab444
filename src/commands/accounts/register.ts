import { z } from 'zod';
import { claimAt } from '../../domain/claim/claim.js';
import { claim } from '../../domain/claim/decisions.js';
import { deriveId, userIdSchema } from '../../domain/ids.js';
import type { UserId } from '../../domain/ids.js';
import { requireRegistered, register as registerUser } from '../../domain/user/decisions.js';
import type { Registration } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import { emptyFold } from '../../eventstore/folding/folded-streams.js';
import type { Position } from '../../eventstore/port.js';
import { requireOpenWay } from '../steps/access/required-connection.js';
import { checkPasswordPolicy } from '../steps/passwords/check-password-policy.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { handle } from '../handle.js';

export const registerInput = z.strictObject({
  email: fields.email,
  username: fields.username,
  password: fields.newPassword,
});

export type RegisterInput = z.output<typeof registerInput>;

/**
 * Registers an account for a free email address. A repeat of the command returns the same account.
 *
 * @throws SsoRequired
 * @throws WeakPassword
 * @throws EmailTaken
 * @throws RegistrationLapsed the command is a repeat whose claim was released
 * @throws HasherBusy
 */
export async function register(
  dependencies: CommandDependencies,
  input: RegisterInput,
  cause: Cause,
): Promise<{ account: Registered; position: Position | null }> {
  return await openAccount(dependencies, await prepareRegistration(dependencies, input, cause), cause);
}

/**
 * Checks and hashes the password. This slow part takes the same time for a taken address and a free one.
 *
 * @throws SsoRequired
 * @throws WeakPassword
 * @throws HasherBusy
 */
export async function prepareRegistration(
  dependencies: CommandDependencies,
  input: RegisterInput,
  cause: Cause,
): Promise<Registration> {
  const { hasher, emailClaimStream, rules } = dependencies;
  const { email } = input;
  await requireOpenWay(dependencies, email);
  await checkPasswordPolicy(dependencies, input.password, '/password', [email, input.username]);
  return {
    email,
    claim: emailClaimStream(email),
    username: input.username,
    passwordHash: await hasher.hash(input.password),
    linkExpires: new Date(cause.now.getTime() + rules.verificationTtlMs),
  };
}

/** Returns the id of the account that a registration opens. */
export function accountIdOf({ commandId }: Cause): UserId {
  return deriveId(userIdSchema, 'user', commandId);
}

/**
 * Claims the address and opens the account.
 *
 * @throws EmailTaken
 * @throws RegistrationLapsed the command is a repeat whose claim was released
 */
export async function openAccount(
  { log }: Pick<CommandDependencies, 'log'>,
  registration: Registration,
  cause: Cause,
): Promise<{ account: Registered; position: Position | null }> {
  const userId = accountIdOf(cause);
  const aggregates = { claim: claimAt(registration.claim), user: userAt(userId) };
  // Most addresses are free. A claim that exists causes a conflict, and is read then.
  const assumed = cause.isNew === true ? Object.values(aggregates).map(emptyFold) : [];
  const { states, position } = await handle(
    log,
    cause,
    aggregates,
    ({ claim: current, user }) => ({
      claim: claim(current, userId),
      user: registerUser(user, registration),
    }),
    assumed,
  );
  return { account: requireRegistered(states.user), position };
}
