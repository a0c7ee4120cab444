import type { RefreshLifetimes } from '../domain/refresh/decisions.js';
import type { EventLog } from '../eventstore/event-log.js';
import type { AttemptOutcome } from '../security/limits/attempt-metrics.js';
import type { EmailClaimStream, IdentityClaimStream } from '../security/keys/claim-streams.js';
import type { BreachCheck } from '../security/passwords/breached-passwords.js';
import type { LinkTokens } from '../security/tokens/link-tokens.js';
import type { PasswordHasher } from '../security/passwords/hasher.js';
import type { LocationFingerprints } from '../security/keys/location-fingerprints.js';
import type { RefreshTokens } from '../security/tokens/refresh-tokens.js';
import type { SingleFlight } from '../runtime/single-flight.js';
import type { KeyedSemaphore } from '../runtime/keyed-semaphore.js';

/** What commands work with. Each takes the part that it needs. */
export interface CommandDependencies {
  readonly log: EventLog;
  readonly hasher: PasswordHasher;
  readonly isBreached: BreachCheck;
  readonly emailClaimStream: EmailClaimStream;
  readonly identityClaimStream: IdentityClaimStream;
  readonly linkTokens: LinkTokens;
  readonly refreshTokens: RefreshTokens;
  /** Takes work whose time the answer must not show. The service finishes it before it stops. */
  readonly runAfterAnswer: (work: () => Promise<void>) => void;
  /** Takes work of which even the next answers must not show whether there was some. */
  readonly defer: (work: () => Promise<void>) => void;
  readonly limitConcurrency: KeyedSemaphore;
  readonly singleFlight: SingleFlight;
  readonly locationFingerprints: LocationFingerprints;
  /** Is told what became of each attempt to prove a password. */
  readonly recordAttempt: (outcome: AttemptOutcome) => void;
  readonly rules: RefreshLifetimes & {
    /** In code points. */
    readonly passwordMinLength: number;
    /** What the service is known by. */
    readonly serviceNames: readonly string[];
    readonly verificationTtlMs: number;
    readonly resetTtlMs: number;
  };
}
