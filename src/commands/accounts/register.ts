import { z } from 'zod';
import { claimAt } from '../../domain/claim/claim.js';
import { claim } from '../../domain/claim/decisions.js';
import { deriveId, userIdSchema } from '../../domain/ids.js';
import { requireRegistered, register as registerUser } from '../../domain/user/decisions.js';
import type { Registration } from '../../domain/user/decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import { checkPasswordPolicy } from '../steps/check-password-policy.js';
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
 * Opens an account for an address that nobody has. A repeat of the same command answers the same account.
 *
 * @throws WeakPassword
 * @throws EmailTaken
 * @throws HasherBusy
 */
export async function register(
  dependencies: CommandDependencies,
  input: RegisterInput,
  cause: Cause,
): Promise<{ account: Registered; position: Position | null }> {
  return await openAccount(dependencies, await prepare(dependencies, input, cause), cause);
}

/**
 * What takes its time, and is the same whether or not somebody has the address.
 *
 * @throws WeakPassword
 * @throws HasherBusy
 */
export async function prepare(
  dependencies: CommandDependencies,
  input: RegisterInput,
  cause: Cause,
): Promise<Registration> {
  const { hasher, emailClaimStream, rules } = dependencies;
  const { email } = input;
  await checkPasswordPolicy(dependencies, input.password, '/password', [email, input.username]);
  return {
    email,
    claim: emailClaimStream(email),
    username: input.username,
    passwordHash: await hasher.hash(input.password),
    linkExpires: new Date(cause.now.getTime() + rules.verificationTtlMs),
  };
}

/** @throws EmailTaken */
export async function openAccount(
  { log }: CommandDependencies,
  registration: Registration,
  cause: Cause,
): Promise<{ account: Registered; position: Position | null }> {
  const userId = deriveId(userIdSchema, 'user', cause.commandId);
  const { states, position } = await handle(
    log,
    cause,
    { claim: claimAt(registration.claim), user: userAt(userId) },
    ({ claim: held, user }) => ({
      claim: claim(held, userId),
      user: registerUser(user, registration),
    }),
  );
  return { account: requireRegistered(states.user), position };
}
