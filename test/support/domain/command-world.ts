import { domainProofs } from '../../../src/security/domains/domain-proof.js';
import { Registry } from 'prom-client';
import type { CommandDependencies } from '../../../src/commands/dependencies.js';
import { issueLink } from '../../../src/commands/accounts/issue-link.js';
import { openAccountPrivately } from '../../../src/commands/accounts/open-account-privately.js';
import { issueSignInLink } from '../../../src/commands/authentication/mailed/issue-sign-in-link.js';
import type { LinkRequest } from '../../../src/commands/steps/requests/link-request.js';
import { issueOffer } from '../../../src/commands/federation/issue-offer.js';
import { singleFlight } from '../../../src/runtime/concurrency/single-flight.js';
import { keyedSemaphore } from '../../../src/runtime/concurrency/keyed-semaphore.js';
import { register } from '../../../src/commands/accounts/register.js';
import { verifyEmail } from '../../../src/commands/accounts/verify-email.js';
import { userStream } from '../../../src/domain/user/user.js';
import type { Registered } from '../../../src/domain/user/user.js';
import type { EventStore } from '../../../src/eventstore/port.js';
import type { AttemptOutcome } from '../../../src/security/limits/attempt-metrics.js';
import {
  domainClaimStreams,
  emailClaimStreams,
  identityClaimStreams,
  slugClaimStreams,
} from '../../../src/security/keys/claim-streams.js';
import { jobPayloads } from '../../../src/security/keys/job-payloads.js';
import type { JobPayloads } from '../../../src/security/keys/job-payloads.js';
import { linkTokens } from '../../../src/security/tokens/link-tokens.js';
import { locationFingerprints } from '../../../src/security/keys/location-fingerprints.js';
import { recoveryCodeSets } from '../../../src/security/recovery-codes.js';
import { factorMetrics } from '../../../src/security/limits/factor-metrics.js';
import { deviceTokens } from '../../../src/security/tokens/device-tokens.js';
import { enrolmentTokens, phoneEnrolmentTokens } from '../../../src/security/tokens/enrolment-tokens.js';
import { oneTimeCodes } from '../../../src/security/tokens/one-time-codes.js';
import type { CountCode } from '../../../src/security/limits/code-metrics.js';
import type { OneTimeCodes } from '../../../src/security/tokens/one-time-codes.js';
import { mfaTokens } from '../../../src/security/tokens/mfa-tokens.js';
import { refreshTokens } from '../../../src/security/tokens/refresh-tokens.js';
import { createWebAuthn } from '../../../src/security/webauthn/webauthn.js';
import { RELYING_PARTY } from '../webauthn/ceremonies.js';
import { anSmsService } from './sms-service.js';
import { fakeHasher } from './fake-hasher.js';
import type { FakeHasher } from './fake-hasher.js';
import { aCause, openMemoryLog } from '../stores/memory/memory-log.js';
import type { MemoryLog } from '../stores/memory/memory-log.js';
import { NOW } from './user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import type { UserId } from '../../../src/domain/ids.js';

const MASTER_SECRET = 'm4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY';
const HOUR = 3_600_000;

export const PASSWORD = 'correct horse battery staple';
export const RESET_TTL_MS = HOUR / 2;
export const VERIFICATION_TTL_MS = 24 * HOUR;

const rules: CommandDependencies['rules'] = {
  passwordMinLength: 8,
  trustedDeviceTtlMs: 30 * 24 * HOUR,
  factorPolicies: [],
  factorResetDelayMs: 24 * HOUR,
  selfReset: true,
  totpIssuer: 'accounts.example.com',
  serviceNames: ['credence', 'accounts.example.com'],
  privateSignUp: false,
  passwordlessSignUp: false,
  verificationTtlMs: VERIFICATION_TTL_MS,
  resetTtlMs: RESET_TTL_MS,
  erasureDelayMs: 0,
  claimQuarantineMs: 0,
  refreshTtlMs: 30 * 24 * HOUR,
  refreshIdleTtlMs: 7 * 24 * HOUR,
  refreshGraceMs: 10_000,
  refreshLostAnswerMs: 24 * HOUR,
};

/** The command dependencies, in memory. */
export interface World extends CommandDependencies {
  readonly log: MemoryLog;
  readonly hasher: FakeHasher;
  readonly payloads: JobPayloads;
  readonly codes: OneTimeCodes;
  /** The outcome of each password attempt. */
  readonly attempts: readonly AttemptOutcome[];
  /** Carries out a request for a link at a time, as a worker does. */
  issue(request: LinkRequest, now: Date): Promise<void>;
  /** The outcome of each code that was sent or compared. */
  readonly codeOutcomes: readonly string[];
  /** Each ceremony of a passkey, with its outcome. */
  readonly ceremonies: readonly string[];
  /** Runs the work that commands deferred until after their answer. */
  finish(): Promise<void>;
}

export function aWorld(store?: EventStore): World {
  const later: (() => Promise<void>)[] = [];
  const deferred: (() => Promise<void>)[] = [];
  const attempts: AttemptOutcome[] = [];
  const log = openMemoryLog(store);
  const flight = singleFlight();
  const ceremonies: string[] = [];
  const codeOutcomes: string[] = [];
  const countCode: CountCode = ({ outcome }) => codeOutcomes.push(outcome);
  const runAll = async (works: (() => Promise<void>)[]) => {
    for (const work of works.splice(0)) await work();
  };
  const issue: World['issue'] = (request, now) =>
    issueLink({ log, rules, singleFlight: flight }, request, now);
  return {
    log,
    issue,
    now: () => NOW,
    hasher: fakeHasher(),
    isBreached: () => Promise.resolve(false),
    emailClaimStream: emailClaimStreams(MASTER_SECRET),
    identityClaimStream: identityClaimStreams(MASTER_SECRET),
    slugClaimStream: slugClaimStreams(MASTER_SECRET),
    domainClaimStream: domainClaimStreams(MASTER_SECRET),
    domainProof: domainProofs(MASTER_SECRET),
    lookUpTxt: () => Promise.resolve(null),
    requiredConnection: () => Promise.resolve(null),
    linkTokens: linkTokens(MASTER_SECRET),
    payloads: jobPayloads(MASTER_SECRET),
    refreshTokens: refreshTokens(MASTER_SECRET),
    mfaTokens: mfaTokens(MASTER_SECRET),
    enrolmentTokens: enrolmentTokens(MASTER_SECRET),
    phoneEnrolmentTokens: phoneEnrolmentTokens(MASTER_SECRET),
    sms: anSmsService(),
    codes: oneTimeCodes(MASTER_SECRET),
    recoveryCodes: recoveryCodeSets(MASTER_SECRET),
    deviceTokens: deviceTokens(MASTER_SECRET),
    webauthn: createWebAuthn(MASTER_SECRET, RELYING_PARTY, null, (ceremony, outcome) =>
      ceremonies.push(`${ceremony} ${outcome}`),
    ),
    ceremonies,
    runAfterAnswer: (work) => later.push(work),
    defer: (work) => deferred.push(work),
    limitConcurrency: keyedSemaphore(2),
    storeLinkRequest: (request) => issue(request, NOW),
    storeRegistration: (request) => openAccountPrivately({ log, rules }, request, NOW),
    storeSignIn: (request) => issueSignInLink({ log, rules, countCode }, request, NOW),
    storeOffer: (request) => issueOffer({ log, rules }, request, NOW),
    locationFingerprints: locationFingerprints(MASTER_SECRET),
    recordAttempt: (outcome) => attempts.push(outcome),
    factorMetrics: factorMetrics(new Registry()),
    countCode,
    codeOutcomes,
    attempts,
    rules,
    finish: () => runAll([...deferred.splice(0), ...later.splice(0)]),
  };
}

/** An account with an unverified address. */
export async function registeredAccount(
  world: World,
  email = emailAddress('ada@example.com'),
): Promise<Registered> {
  const input = { email, username: 'ada', password: PASSWORD };
  const { account } = await register(world, input, aCause());
  return account;
}

/** An account that can sign in. */
export async function verifiedAccount(
  world: World,
  email = emailAddress('ada@example.com'),
): Promise<Registered> {
  const { id } = await registeredAccount(world, email);
  const token = await newestLink(world, id, 'verify-email');
  const { account } = await verifyEmail(world, { token }, aCause());
  return account;
}

const REQUESTED_BY = {
  'verify-email': 'EmailVerificationRequested',
  'reset-password': 'PasswordResetRequested',
  'confirm-email': 'EmailChangeRequested',
  'restore-identity': 'OAuthIdentityRemoved',
  'cancel-reset': 'FactorResetAsked',
  'set-up': 'FactorsReset',
} as const;

/** The token of the newest link of a purpose that was mailed to a user. */
export async function newestLink(
  world: World,
  userId: UserId,
  purpose: keyof typeof REQUESTED_BY,
): Promise<string> {
  const events = await world.log.events();
  const requested = events.findLast(
    ({ stream, type }) =>
      type === REQUESTED_BY[purpose] &&
      (stream === userStream(userId) || stream.includes(`_link-${userId}.`)),
  );
  if (requested === undefined) throw new Error(`No link for ${purpose} was requested.`);
  return world.linkTokens.issue(purpose, { userId, eventId: requested.id });
}
