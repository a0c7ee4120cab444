import { clearAttempts, rememberLocation } from '../../domain/attempts/decisions.js';
import { noticeOf, seeDevice } from '../../domain/device/decisions.js';
import { devicesOf } from '../../domain/device/devices.js';
import { deriveId, sessionIdSchema } from '../../domain/ids.js';
import { startFamily } from '../../domain/refresh/decisions.js';
import { familyAt } from '../../domain/refresh/refresh.js';
import { isActive } from '../../domain/policies/active-session.js';
import { openSession } from '../../domain/session/decisions.js';
import type { Circumstances } from '../../domain/session/decisions.js';
import { sessionAt } from '../../domain/session/session.js';
import { InvalidCredentials } from '../../domain/user/decisions.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import { retryOnConflict } from '../retry-on-conflict.js';
import type { AttemptCounters } from './passwords/attempt-counters.js';
import { deviceName } from './device-name.js';
import { locationOf } from './location-of.js';
import { sessionGrant } from './session-grant.js';
import type { SessionGrant } from './session-grant.js';

/** Proof of the caller's identity (`amr`, identity provider), and the attempts that preceded it. */
type Proof = Pick<Circumstances, 'amr' | 'provider'> & { readonly counters: AttemptCounters };

/**
 * Starts a session and its refresh token family for an authenticated account. Clears the failed attempts, remembers the
 * location and the device, and decides whether the owner is notified of the sign-in.
 *
 * @throws InvalidCredentials the command is a repeat, and its session has ended
 */
export async function startSession(
  dependencies: Pick<CommandDependencies, 'log' | 'refreshTokens' | 'rules' | 'locationFingerprints'>,
  account: Registered,
  { amr, provider, counters }: Proof,
  cause: Cause,
): Promise<SessionGrant> {
  const { log, refreshTokens, rules } = dependencies;
  const { isKnownLocation, failures } = counters;
  const sessionId = deriveId(sessionIdSchema, 'session', cause.commandId);
  const device = deviceName(cause.source?.userAgent ?? '');
  const { now } = cause;
  const owner = { userId: account.id, location: locationOf(dependencies, account.id, cause) };
  const { states, position } = await retryOnConflict(() =>
    handle(
      log,
      { ...cause, actor: `user:${account.id}` },
      {
        accountAttempts: counters.account,
        locationAttempts: counters.location,
        devices: devicesOf(account.id),
        family: familyAt(sessionId),
        session: sessionAt(sessionId),
      },
      ({ devices, family, session }) => {
        if (session.status !== 'unknown') return {};
        const notice = noticeOf(devices, { device, failures, now });
        return {
          accountAttempts: isKnownLocation ? [] : clearAttempts(account.id),
          locationAttempts: rememberLocation(account.id),
          devices: seeDevice(devices, account.id, device, now),
          family: startFamily(family, owner, rules, now),
          session: openSession(account, { amr, provider, device, notice }),
        };
      },
    ),
  );
  const { family, session } = states;
  if (!isActive(account, session) || family.status !== 'alive') throw new InvalidCredentials();
  const refreshToken = refreshTokens.issue({ sessionId, generation: 0 });
  return sessionGrant(account, session, { refreshToken, ends: family.expires, position });
}
