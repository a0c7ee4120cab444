import type { FactorPolicy } from '../domain/policies/still-owed.js';
import type { RefreshLifetimes } from '../domain/refresh/decisions.js';
import type { EventLog } from '../eventstore/event-log.js';
import type { AttemptOutcome } from '../security/limits/attempt-metrics.js';
import type { SmsBudget } from '../security/limits/sms/sms-budget.js';
import type { CountCode } from '../security/limits/code-metrics.js';
import type { FactorMetrics } from '../security/limits/factor-metrics.js';
import type { DomainProofs } from '../security/domains/domain-proof.js';
import type { LookUpTxt } from '../security/domains/txt-records.js';
import type {
  DomainClaimStream,
  EmailClaimStream,
  IdentityClaimStream,
  SlugClaimStream,
} from '../security/keys/claim-streams.js';
import type { BreachCheck } from '../security/passwords/breached-passwords.js';
import type { RecoveryCodeSets } from '../security/recovery-codes.js';
import type { DeviceTokens } from '../security/tokens/device-tokens.js';
import type { EnrolmentTokens, PhoneEnrolmentTokens } from '../security/tokens/enrolment-tokens.js';
import type { LinkTokens } from '../security/tokens/link-tokens.js';
import type { MfaTokens } from '../security/tokens/mfa-tokens.js';
import type { PasswordHasher } from '../security/passwords/hasher.js';
import type { LocationFingerprints } from '../security/keys/location-fingerprints.js';
import type { OneTimeCodes } from '../security/tokens/one-time-codes.js';
import type { RefreshTokens } from '../security/tokens/refresh-tokens.js';
import type { WebAuthn } from '../security/webauthn/webauthn.js';
import type { KeyedSemaphore } from '../runtime/concurrency/keyed-semaphore.js';
import type { FindRequiredConnection } from './steps/access/required-connection.js';
import type { StoreLinkRequest } from './steps/requests/link-request.js';
import type { OfferRequest } from './steps/requests/offer-request.js';
import type { RegistrationRequest } from './steps/requests/registration-request.js';
import type { SignInRequest } from './steps/requests/sign-in-request.js';
import type { StoreRequest } from './steps/requests/sealed-request.js';

/** The text messages of the service. */
export interface SmsService {
  readonly budget: SmsBudget;
  /** The countries whose phones may be added. Empty: all. */
  readonly countries: ReadonlySet<string>;
  /** True if a phone may be the only second factor. */
  readonly mayBeAlone: boolean;
  /** The time for which an answer waits until the provider has judged a message. */
  readonly patienceMs: number;
  /** Counts a code that came back. */
  readonly countConverted: (country: string) => void;
}

/** Dependencies of the commands. Each command takes the part that it needs. */
export interface CommandDependencies {
  readonly log: EventLog;
  /** Reads the clock of decisions, which all processes share. */
  readonly now: () => Date;
  readonly hasher: PasswordHasher;
  readonly isBreached: BreachCheck;
  readonly emailClaimStream: EmailClaimStream;
  readonly identityClaimStream: IdentityClaimStream;
  readonly slugClaimStream: SlugClaimStream;
  readonly domainClaimStream: DomainClaimStream;
  readonly domainProof: DomainProofs;
  readonly lookUpTxt: LookUpTxt;
  /** Finds the connection that the domain of an address demands, or null. */
  readonly requiredConnection: FindRequiredConnection;
  readonly linkTokens: LinkTokens;
  readonly refreshTokens: RefreshTokens;
  readonly mfaTokens: MfaTokens;
  readonly enrolmentTokens: EnrolmentTokens;
  readonly phoneEnrolmentTokens: PhoneEnrolmentTokens;
  readonly codes: OneTimeCodes;
  /** Null without a provider of text messages: phones are not offered. */
  readonly sms: SmsService | null;
  readonly recoveryCodes: RecoveryCodeSets;
  readonly deviceTokens: DeviceTokens;
  readonly webauthn: WebAuthn;
  /** Runs work after the response, so that the response time does not reveal it. The service finishes it before it stops. */
  readonly runAfterAnswer: (work: () => Promise<void>) => void;
  /** Runs work at a random later time, so that the timing of the next responses does not reveal it either. */
  readonly defer: (work: () => Promise<void>) => void;
  readonly limitConcurrency: KeyedSemaphore;
  readonly storeLinkRequest: StoreLinkRequest;
  readonly storeRegistration: StoreRequest<RegistrationRequest>;
  readonly storeSignIn: StoreRequest<SignInRequest>;
  readonly storeOffer: StoreRequest<OfferRequest>;
  readonly locationFingerprints: LocationFingerprints;
  /** Counts the outcome of a password attempt in the metrics. */
  readonly recordAttempt: (outcome: AttemptOutcome) => void;
  readonly factorMetrics: FactorMetrics;
  readonly countCode: CountCode;
  readonly rules: RefreshLifetimes & {
    /** Minimum length in code points. */
    readonly passwordMinLength: number;
    /** Names of the service, which a password must not resemble. */
    readonly serviceNames: readonly string[];
    /** Time for which a device is trusted; 0 allows no trust. */
    readonly trustedDeviceTtlMs: number;
    /** Rules of the service that demand a second factor. */
    readonly factorPolicies: readonly FactorPolicy[];
    /** Time in which the owner of an account can cancel the reset of its factors. */
    readonly factorResetDelayMs: number;
    /** True if a person with a right first proof can ask for that reset. */
    readonly selfReset: boolean;
    /** Name of the service in authenticator apps. */
    readonly totpIssuer: string;
    /** True if no answer to a stranger reveals whether an address is registered. */
    readonly privateSignUp: boolean;
    /** True if a mailed link opens accounts without a password. */
    readonly passwordlessSignUp: boolean;
    readonly verificationTtlMs: number;
    readonly resetTtlMs: number;
    /** Time in which a person can cancel the erasure of the account; 0 erases at once. */
    readonly erasureDelayMs: number;
    /** Time after an erasure for which nobody can claim the identities of the account. */
    readonly claimQuarantineMs: number;
  };
}
