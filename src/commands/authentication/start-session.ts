import { clearAttempts, rememberLocation } from '../../domain/attempts/decisions.js';
import { noticeOf, seeDevice } from '../../domain/device/decisions.js';
import { devicesOf } from '../../domain/device/devices.js';
import { trustDevice } from '../../domain/device/trust.js';
import { deriveId, sessionIdSchema } from '../../domain/ids.js';
import type { SessionId } from '../../domain/ids.js';
import { sessionCompleting } from '../../domain/pending-sign-in/pending-sign-in.js';
import type { Asked } from '../../domain/pending-sign-in/pending-sign-in.js';
import type { RefreshLifetimes } from '../../domain/refresh/decisions.js';
import { startFamily } from '../../domain/refresh/decisions.js';
import { familyAt } from '../../domain/refresh/refresh.js';
import { isActive } from '../../domain/policies/active-session.js';
import { joinedMethods, levelOf } from '../../domain/policies/level-of.js';
import { stillOwed } from '../../domain/policies/still-owed.js';
import { noteProviderSession, openSession } from '../../domain/session/decisions.js';
import type { Circumstances } from '../../domain/session/decisions.js';
import { sessionAt } from '../../domain/session/session.js';
import type { NamesAtProvider, SessionAtProvider } from '../../domain/user/session-at-provider.js';
import { InvalidCredentials } from '../../domain/user/decisions.js';
import type { Registered } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { FoldedStream } from '../../eventstore/folding/fold-cache.js';
import { emptyFold } from '../../eventstore/folding/folded-streams.js';
import { requireOpenWay } from '../steps/access/required-connection.js';
import { requireConnected } from '../steps/access/usable-connection.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import { retryOnConflict } from '../retry-on-conflict.js';
import type { AttemptCounters } from '../steps/passwords/attempt-counters.js';
import { deviceName } from '../steps/device-name.js';
import { factorRules } from '../steps/factor-rules.js';
import { locationOf } from '../steps/location-of.js';
import { sessionGrant } from '../steps/session-grant.js';
import type { SessionGrant } from '../steps/session-grant.js';
import { askSecondFactor } from './second-step/ask-second-factor.js';
import { firstStepsCleared } from './second-step/first-steps.js';
import { InvalidMfaToken } from './second-step/pending-sign-in.js';
import { erasureCancelled } from './erasure-cancelled.js';
import { spendAll, spendingStreams, usedFactors } from './methods/proof.js';
import type { Proof } from './methods/proof.js';

/** Method of a trusted device. RFC 8176 defines none. It raises no level. */
const TRUSTED_DEVICE = 'device';

/** The proofs of a sign-in, and the attempts that preceded them. */
interface SignIn {
  /** The proof of this request. */
  readonly proof: Proof;
  /** The sign-in that this proof completes, with an earlier proof; null for a first proof. */
  readonly pending: Asked | null;
  /** Identity provider of the first proof. */
  readonly provider: string | null;
  readonly counters: AttemptCounters;
  /** Trusted device that replaces the second factor of a password. */
  readonly trust?: string | null;
  /** Trusts the device from here on. The trust is named after the session. */
  readonly trustsDevice?: boolean;
  /** Streams of the account that the request has read. */
  readonly loaded?: readonly FoldedStream[];
  /** The session that a one-time proof names, so that it starts no second one; by default one named after the command. */
  readonly sessionId?: SessionId;
  /** The session at the identity provider of an organisation that gave this proof. */
  readonly atProvider?: SessionAtProvider;
}

/**
 * Starts a session and its refresh token family for an authenticated account, unless the account owes another proof. All
 * ways to sign in end here. Clears the failed attempts, remembers the location and the device, and decides whether the
 * owner is notified of the sign-in.
 *
 * @throws SecondFactorRequired the account owes a second factor
 * @throws SsoRequired
 * @throws SignInRefused the connection of an organisation that began the sign-in is not active any more
 * @throws TooManyFirstSteps it owes one, and too many sign-ins before did not get theirs
 * @throws InvalidCredentials the command is a repeat, and its session has ended
 * @throws InvalidMfaToken another command has completed the pending sign-in
 */
export async function startSession(
  dependencies: Pick<
    CommandDependencies,
    | 'log'
    | 'mfaTokens'
    | 'webauthn'
    | 'sms'
    | 'refreshTokens'
    | 'rules'
    | 'locationFingerprints'
    | 'factorMetrics'
    | 'requiredConnection'
  >,
  account: Registered,
  signIn: SignIn,
  cause: Cause,
): Promise<SessionGrant> {
  const { proof, pending, provider, counters, loaded = [], sessionId: named, trust } = signIn;
  const atProvider = signIn.atProvider ?? pending?.atProvider ?? null;
  await requireOpenWay(dependencies, account.email, provider);
  await requireConnected(dependencies.log, provider, account.id);
  const device = deviceName(cause.source?.userAgent ?? '');
  const amr = joinedMethods(pending?.amr ?? [], proof.amr);
  const failures = pending?.failures ?? counters.failures;
  const owed = stillOwed(account, amr, factorRules(dependencies, cause.now));
  const trustId = owed?.kind === 'second_factor' ? (trust ?? null) : null;
  if (owed !== null && trustId === null) {
    const first = { amr, provider, device, failures, atProvider };
    throw await askSecondFactor(dependencies, account, first, { owed, counters, spent: proof.spent }, cause);
  }
  const circumstances = {
    amr: trustId === null ? amr : [...amr, TRUSTED_DEVICE],
    acr: levelOf(amr),
    provider,
    factors: usedFactors(proof),
    trust_id: trustId,
    demanded: pending?.demandedBy ?? null,
    pending: pending?.id ?? null,
    impersonation: null,
    impersonation_reason: null,
  };
  // A session is named after the sign-in that it completes, so that the sign-in cannot be completed twice.
  const completed = pending === null ? named : sessionCompleting(pending.id);
  const sessionId = completed ?? deriveId(sessionIdSchema, 'session', cause.commandId);
  const isNew = completed === undefined && cause.isNew === true;
  const created = isNew ? [familyAt(sessionId), sessionAt(sessionId)].map(emptyFold) : [];
  const proven = { ...account, revision: pending?.userRevision ?? account.revision };
  const started = {
    sessionId,
    circumstances,
    device,
    spent: [
      ...proof.spent,
      ...(pending === null ? [] : [firstStepsCleared(dependencies, counters, cause)]),
      ...erasureCancelled(account),
    ],
    failures,
    counters,
    loaded: [...loaded, ...created],
    trustsDevice: signIn.trustsDevice ?? false,
    atProvider,
  };
  const rules = endingBy(dependencies.rules, atProvider?.ends ?? null, cause.now);
  const grant = await appendSession({ ...dependencies, rules }, proven, started, cause);
  dependencies.factorMetrics.signIn(amr[0] ?? proof.kind, grant.acr);
  if (trustId !== null) dependencies.factorMetrics.trustedSignIn();
  return grant;
}

/** Returns the rules with a shorter life of the session, if its identity provider has set its end. */
function endingBy<Rules extends RefreshLifetimes>(rules: Rules, end: Date | null, now: Date): Rules {
  if (end === null) return rules;
  return { ...rules, refreshTtlMs: Math.min(rules.refreshTtlMs, end.getTime() - now.getTime()) };
}

interface NewSession {
  readonly sessionId: SessionId;
  readonly circumstances: Omit<Circumstances, 'device' | 'notice'>;
  readonly device: string;
  readonly spent: Proof['spent'];
  readonly failures: number;
  readonly counters: AttemptCounters;
  readonly loaded: readonly FoldedStream[];
  readonly trustsDevice: boolean;
  readonly atProvider: NamesAtProvider | null;
}

async function appendSession(
  dependencies: Pick<CommandDependencies, 'log' | 'refreshTokens' | 'rules' | 'locationFingerprints'>,
  account: Registered,
  {
    sessionId,
    circumstances,
    device,
    spent,
    failures,
    counters,
    loaded,
    trustsDevice,
    atProvider,
  }: NewSession,
  cause: Cause,
): Promise<SessionGrant> {
  const { log, refreshTokens, rules } = dependencies;
  const { now } = cause;
  const owner = { userId: account.id, location: locationOf(dependencies, account.id, cause) };
  const expires = new Date(now.getTime() + rules.trustedDeviceTtlMs);
  const newTrust = { id: sessionId, userRevision: account.revision, device, expires };
  const { states, position } = await retryOnConflict((isFirst) =>
    handle(
      log,
      { ...cause, actor: `user:${account.id}` },
      {
        ...spendingStreams(spent),
        accountAttempts: counters.account,
        locationAttempts: counters.location,
        devices: devicesOf(account.id),
        family: familyAt(sessionId),
        session: sessionAt(sessionId),
      },
      ({ devices, family, session, ...states }) => {
        // The session of a repeated command is recognised before. This one was started by another command.
        if (session.status !== 'unknown') throw new InvalidMfaToken();
        const notice = noticeOf(devices, { device, failures, now });
        return {
          ...spendAll(spent, states, sessionId),
          accountAttempts: counters.isKnownLocation ? [] : clearAttempts(account.id),
          locationAttempts: rememberLocation(account.id),
          devices: [
            ...seeDevice(devices, account.id, device, now),
            ...(trustsDevice ? trustDevice(devices, account.id, newTrust) : []),
          ],
          family: startFamily(family, owner, rules, now),
          session: [
            ...openSession(account, { ...circumstances, device, notice }),
            ...noteProviderSession(account, atProvider),
          ],
        };
      },
      isFirst ? [...counters.streams, ...loaded] : [],
    ),
  );
  const { family, session } = states;
  if (!isActive(account, session) || family.status !== 'alive') throw new InvalidCredentials();
  const refreshToken = refreshTokens.issue({ sessionId, generation: 0 });
  return sessionGrant(account, session, { refreshToken, ends: family.expires, position });
}
