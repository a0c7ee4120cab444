import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { startFamily } from '../domain/refresh/decisions.js';
import { familyAt } from '../domain/refresh/refresh.js';
import { goesOn, startSession } from '../domain/session/decisions.js';
import { sessionAt } from '../domain/session/session.js';
import { canSignIn, InvalidCredentials, rehashPassword } from '../domain/user/decisions.js';
import { userAt } from '../domain/user/user.js';
import type { Registered } from '../domain/user/user.js';
import type { Cause } from '../eventstore/codec.js';
import type { CommandDependencies } from './dependencies.js';
import * as fields from './fields.js';
import { findAccount } from './find-account.js';
import { handle } from './handle.js';
import { signedIn } from './signed-in.js';
import type { SignedIn } from './signed-in.js';

export const signInInput = z.strictObject({ email: fields.email, password: fields.password });

/** How the password was used to sign in (RFC 8176). */
const AMR = ['pwd'];

/**
 * Starts a session and the line of its refresh tokens. Every refusal looks the same and costs the same hash:
 * unknown address, wrong password, not verified, not active.
 *
 * @throws InvalidCredentials
 * @throws HasherBusy
 */
export async function signIn(
  dependencies: CommandDependencies,
  input: z.output<typeof signInInput>,
  cause: Cause,
): Promise<SignedIn> {
  const { log, hasher, refreshTokens, rules } = dependencies;
  const account = await findAccount(dependencies, input.email);
  const stored = account.status === 'registered' ? account.password : null;
  const matches = await hasher.verify(input.password, stored);
  if (!matches || stored === null || !canSignIn(account)) throw new InvalidCredentials();

  if (hasher.needsRehash(stored)) {
    dependencies.afterwards(() => rehash(dependencies, account, input.password, stored, cause));
  }

  const sessionId = uuidv5('session', cause.commandId);
  const { states, position } = await handle(
    log,
    { ...cause, actor: `user:${account.id}` },
    { family: familyAt(sessionId), session: sessionAt(sessionId) },
    ({ family, session }) => ({
      family: startFamily(family, account.id, rules, cause.now),
      session: session.status === 'unknown' ? startSession(account, AMR) : [],
    }),
  );
  // The same command again, after its session has ended.
  if (!goesOn(account, states.session)) throw new InvalidCredentials();
  const refreshToken = refreshTokens.issue({ sessionId, generation: 0 });
  return signedIn(account, states.session, { refreshToken, position });
}

/** Moves a stored hash to the present scheme and cost, now that the password is at hand. */
async function rehash(
  { log, hasher }: CommandDependencies,
  account: Registered,
  password: string,
  verified: string,
  cause: Cause,
): Promise<void> {
  const passwordHash = await hasher.hash(password);
  await handle(log, { ...cause, actor: 'system' }, { user: userAt(account.id) }, ({ user }) => ({
    user: rehashPassword(user, verified, passwordHash),
  }));
}
