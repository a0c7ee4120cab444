import type { CommandDependencies } from '../../commands/dependencies.js';
import type { BackgroundTasks } from '../../runtime/concurrency/background-tasks.js';
import type { PasswordHasher } from '../../security/passwords/hasher.js';
import type { Infrastructure } from '../infrastructure.js';
import { keyedSemaphore } from '../../runtime/concurrency/keyed-semaphore.js';
import { domainProofs } from '../../security/domains/domain-proof.js';
import { txtRecords } from '../../security/domains/txt-records.js';
import {
  domainClaimStreams,
  emailClaimStreams,
  identityClaimStreams,
  slugClaimStreams,
} from '../../security/keys/claim-streams.js';
import { locationFingerprints } from '../../security/keys/location-fingerprints.js';
import { attemptMetrics } from '../../security/limits/attempt-metrics.js';
import { factorMetrics } from '../../security/limits/factor-metrics.js';
import { recoveryCodeSets } from '../../security/recovery-codes.js';
import { deviceTokens } from '../../security/tokens/device-tokens.js';
import { enrolmentTokens, phoneEnrolmentTokens } from '../../security/tokens/enrolment-tokens.js';
import { linkTokens } from '../../security/tokens/link-tokens.js';
import { mfaTokens } from '../../security/tokens/mfa-tokens.js';
import { oneTimeCodes } from '../../security/tokens/one-time-codes.js';
import { refreshTokens } from '../../security/tokens/refresh-tokens.js';
import { ceremonyMetrics } from '../../security/webauthn/ceremony-metrics.js';
import { createWebAuthn } from '../../security/webauthn/webauthn.js';
import { openBreachCheck } from './password-checks.js';
import { requestStores } from './request-stores.js';

/** Concurrent password checks of one account in this process. */
const ATTEMPTS_AT_ONCE = 2;

interface ProcessParts {
  readonly hasher: PasswordHasher;
  readonly background: BackgroundTasks;
  readonly sms: CommandDependencies['sms'];
  readonly requiredConnection: CommandDependencies['requiredConnection'];
  /** Tells a worker that jobs may be due. */
  readonly wakeWorker: () => void;
}

/** Returns the dependencies of the commands in an API process. */
export function commandDependencies(
  infrastructure: Infrastructure,
  { hasher, background, sms, requiredConnection, wakeWorker }: ProcessParts,
): CommandDependencies {
  const { config, countCode, log, masterSecret, now, registry } = infrastructure;
  return {
    log,
    now,
    hasher,
    isBreached: openBreachCheck(infrastructure),
    emailClaimStream: emailClaimStreams(masterSecret),
    identityClaimStream: identityClaimStreams(masterSecret),
    slugClaimStream: slugClaimStreams(masterSecret),
    domainClaimStream: domainClaimStreams(masterSecret),
    domainProof: domainProofs(masterSecret),
    lookUpTxt: txtRecords(config.dnsServers),
    requiredConnection,
    linkTokens: linkTokens(masterSecret),
    refreshTokens: refreshTokens(masterSecret),
    mfaTokens: mfaTokens(masterSecret),
    enrolmentTokens: enrolmentTokens(masterSecret),
    phoneEnrolmentTokens: phoneEnrolmentTokens(masterSecret),
    codes: oneTimeCodes(masterSecret),
    sms,
    recoveryCodes: recoveryCodeSets(masterSecret),
    deviceTokens: deviceTokens(masterSecret),
    webauthn: createWebAuthn(
      masterSecret,
      config.webauthn,
      config.allowedAuthenticators,
      ceremonyMetrics(registry),
    ),
    runAfterAnswer: background.run,
    defer: background.defer,
    limitConcurrency: keyedSemaphore(ATTEMPTS_AT_ONCE),
    ...requestStores(infrastructure, wakeWorker),
    locationFingerprints: locationFingerprints(masterSecret),
    recordAttempt: attemptMetrics(registry),
    factorMetrics: factorMetrics(registry),
    countCode,
    rules: config,
  };
}
