import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { claimAt } from '../domain/claim/claim.js';
import { claim } from '../domain/claim/decisions.js';
import { existing, register as registerUser } from '../domain/user/decisions.js';
import { emailAddress } from '../domain/user/email-address.js';
import { userAt } from '../domain/user/user.js';
import type { Registered } from '../domain/user/user.js';
import type { Cause } from '../eventstore/codec.js';
import type { Position } from '../eventstore/port.js';
import { acceptablePassword } from './acceptable-password.js';
import type { CommandDependencies } from './dependencies.js';
import * as fields from './fields.js';
import { handle } from './handle.js';

export const registerInput = z.strictObject({
  email: fields.email,
  username: fields.username,
  password: fields.newPassword,
});

/**
 * Opens an account for an address that nobody has. A repeat of the same command answers the same account.
 *
 * @throws WeakPassword
 * @throws EmailTaken
 * @throws HasherBusy
 */
export async function register(
  { log, hasher, claimNames, rules }: CommandDependencies,
  input: z.output<typeof registerInput>,
  cause: Cause,
): Promise<{ account: Registered; position: Position | null }> {
  const email = emailAddress(input.email);
  const userId = uuidv5('user', cause.commandId);
  const claimStream = claimNames(email);
  acceptablePassword(input.password, '/password', {
    minLength: rules.passwordMinLength,
    identifiers: [email, input.username],
  });

  const passwordHash = await hasher.hash(input.password);

  const { states, position } = await handle(
    log,
    cause,
    { claim: claimAt(claimStream), user: userAt(userId) },
    ({ claim: held, user }) => ({
      claim: claim(held, userId),
      user: registerUser(user, {
        email,
        claim: claimStream,
        username: input.username,
        passwordHash,
        linkExpires: new Date(cause.now.getTime() + rules.verificationTtlMs),
      }),
    }),
  );
  return { account: existing(states.user), position };
}
