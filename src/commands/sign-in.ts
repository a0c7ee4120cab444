import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { clearAttempts, knowPlace } from '../domain/attempts/decisions.js';
import { noticeOf, seeDevice } from '../domain/device/decisions.js';
import { devicesOf } from '../domain/device/devices.js';
import { startFamily } from '../domain/refresh/decisions.js';
import { familyAt } from '../domain/refresh/refresh.js';
import { endSession, goesOn, startSession } from '../domain/session/decisions.js';
import { sessionAt } from '../domain/session/session.js';
import { canSignIn, InvalidCredentials, rehashPassword } from '../domain/user/decisions.js';
import { userAt } from '../domain/user/user.js';
import type { Registered } from '../domain/user/user.js';
import type { Cause } from '../eventstore/codec.js';
import type { Position } from '../eventstore/port.js';
import type { CommandDependencies } from './dependencies.js';
import { deviceName } from './device-name.js';
import * as fields from './fields.js';
import { findAccount } from './find-account.js';
import { handle } from './handle.js';
import { countersOf, noteFailure, provePassword } from './prove-password.js';
import type { Counters } from './prove-password.js';
import { inSameTime } from './same-time.js';
import { signedIn } from './signed-in.js';
import type { SignedIn } from './signed-in.js';

export const signInInput = z.strictObject({ email: fields.email, password: fields.password });

/** How the password was used to sign in (RFC 8176). */
const AMR = ['pwd'];

/** Looking up somebody costs a little more than looking up nobody, until both have waited. */
const LOOK_UP_MS = 15;

/**
 * Starts a session and the line of its refresh tokens. Every refusal looks the same and costs the same hash:
 * unknown address, wrong password, not verified, not active, locked.
 *
 * @param presented a session that the caller still had, which the new one replaces (OWASP ASVS 7.2.4)
 * @throws InvalidCredentials
 * @throws HasherBusy
 */
export async function signIn(
  dependencies: CommandDependencies,
  input: z.output<typeof signInInput>,
  cause: Cause,
  presented: { sessionId: string } | null = null,
): Promise<SignedIn> {
  const { account, counters } = await inSameTime(LOOK_UP_MS, async () => {
    const found = await findAccount(dependencies, input.email);
    return { account: found, counters: await countersOf(dependencies, found.id, cause) };
  });
  // Attempts at once count as failures until they are decided: too many, and the owner among them would be refused.
  return await dependencies.inTurn(counters.counting.stream, async () => {
    const stored = canSignIn(account) ? account.password : null;
    const proof = { password: input.password, stored };
    const { matches, admission } = await provePassword(dependencies, counters, proof, cause);
    if (!matches || stored === null || !canSignIn(account)) {
      if (account.status === 'registered') noteFailure(dependencies, account.id, admission, cause);
      throw new InvalidCredentials();
    }
    if (dependencies.hasher.needsRehash(stored))
      dependencies.afterwards(() => rehash(dependencies, account, input.password, stored, cause));
    return await start(dependencies, account, counters, cause, presented);
  });
}

/** Starts the session of an account that has proved its password. */
async function start(
  dependencies: CommandDependencies,
  account: Registered,
  { everywhere, here, known, failures }: Counters,
  cause: Cause,
  presented: { sessionId: string } | null,
): Promise<SignedIn> {
  const { log, refreshTokens, rules } = dependencies;
  const sessionId = uuidv5('session', cause.commandId);
  const device = deviceName(cause.source?.userAgent ?? '');
  const { now } = cause;
  const { states, position } = await handle(
    log,
    { ...cause, actor: `user:${account.id}` },
    {
      everywhere,
      here,
      devices: devicesOf(account.id),
      family: familyAt(sessionId),
      session: sessionAt(sessionId),
    },
    ({ devices, family, session }) => {
      if (session.status !== 'unknown') return {};
      const notice = noticeOf(devices, { device, failures, now });
      return {
        everywhere: known ? [] : clearAttempts(account.id),
        here: knowPlace(account.id),
        devices: seeDevice(devices, account.id, device, now),
        family: startFamily(family, account.id, rules, now),
        session: startSession(account, { amr: AMR, device, notice }),
      };
    },
  );
  // The same command again, after its session has ended.
  if (!goesOn(account, states.session)) throw new InvalidCredentials();
  const refreshToken = refreshTokens.issue({ sessionId, generation: 0 });
  const replaced = presented === null ? null : await replace(dependencies, presented.sessionId, cause);
  return signedIn(account, states.session, { refreshToken, position: later(position, replaced) });
}

async function replace(
  { log }: CommandDependencies,
  sessionId: string,
  cause: Cause,
): Promise<Position | null> {
  const { position } = await handle(log, cause, { session: sessionAt(sessionId) }, ({ session }) => ({
    session: endSession(session, 'replaced'),
  }));
  return position;
}

function later(one: Position | null, other: Position | null): Position | null {
  return (one ?? '') > (other ?? '') ? one : other;
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
