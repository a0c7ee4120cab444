import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { startSession } from '../domain/session/decisions.js';
import { sessionAt } from '../domain/session/session.js';
import { canSignIn, InvalidCredentials, rehashPassword } from '../domain/user/decisions.js';
import { userAt } from '../domain/user/user.js';
import type { Registered } from '../domain/user/user.js';
import type { Cause } from '../eventstore/codec.js';
import type { Position } from '../eventstore/port.js';
import type { CommandDependencies } from './dependencies.js';
import * as fields from './fields.js';
import { findAccount } from './find-account.js';
import { handle } from './handle.js';

export const signInInput = z.strictObject({ email: fields.email, password: fields.password });

/** How the password was used to sign in (RFC 8176). */
const AMR = ['pwd'];

export interface SignedIn {
  readonly account: Registered;
  readonly sessionId: string;
  readonly amr: readonly string[];
  readonly position: Position | null;
}

/**
 * Starts a session. Every refusal looks the same and costs the same hash: unknown address, wrong
 * password, not verified, not active.
 *
 * @throws InvalidCredentials
 * @throws HasherBusy
 */
export async function signIn(
  dependencies: CommandDependencies,
  input: z.output<typeof signInInput>,
  cause: Cause,
): Promise<SignedIn> {
  const { log, hasher } = dependencies;
  const account = await findAccount(dependencies, input.email);
  const stored = account.status === 'registered' ? account.password : null;
  const matches = await hasher.verify(input.password, stored);
  if (!matches || stored === null || !canSignIn(account)) throw new InvalidCredentials();

  if (hasher.needsRehash(stored)) {
    dependencies.afterwards(() => rehash(dependencies, account, input.password, stored, cause));
  }

  const sessionId = uuidv5('session', cause.commandId);
  const signedIn: Cause = { ...cause, actor: `user:${account.id}` };
  const { position } = await handle(log, signedIn, { session: sessionAt(sessionId) }, ({ session }) => ({
    session: session.status === 'unknown' ? startSession(account, AMR) : [],
  }));
  return { account, sessionId, amr: AMR, position };
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
