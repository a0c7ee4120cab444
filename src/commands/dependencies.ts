import type { RefreshLifetimes } from '../domain/refresh/decisions.js';
import type { Log } from '../eventstore/log.js';
import type { AttemptOutcome } from '../security/attempt-metrics.js';
import type { ClaimNames, IdentityClaimNames } from '../security/claims.js';
import type { BreachCheck } from '../security/breached-passwords.js';
import type { LinkTokens } from '../security/link-tokens.js';
import type { PasswordHasher } from '../security/password-hashing.js';
import type { PlaceNames } from '../security/places.js';
import type { RefreshTokens } from '../security/refresh-tokens.js';
import type { Together } from './together.js';
import type { Turns } from './turns.js';

/** What commands work with. Each takes the part that it needs. */
export interface CommandDependencies {
  readonly log: Log;
  readonly hasher: PasswordHasher;
  readonly isBreached: BreachCheck;
  readonly claimNames: ClaimNames;
  readonly identityClaimNames: IdentityClaimNames;
  readonly linkTokens: LinkTokens;
  readonly refreshTokens: RefreshTokens;
  /** Takes work whose time the answer must not show. The service finishes it before it stops. */
  readonly afterwards: (work: () => Promise<void>) => void;
  /** Takes work of which even the next answers must not show whether there was some. */
  readonly putOff: (work: () => Promise<void>) => void;
  readonly inTurn: Turns;
  readonly together: Together;
  readonly placeNames: PlaceNames;
  /** Is told what became of each attempt to prove a password. */
  readonly noteAttempt: (outcome: AttemptOutcome) => void;
  readonly rules: RefreshLifetimes & {
    /** In code points. */
    readonly passwordMinLength: number;
    /** What the service is known by. */
    readonly serviceNames: readonly string[];
    readonly verificationTtlMs: number;
    readonly resetTtlMs: number;
  };
}
