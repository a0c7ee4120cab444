import type { RefreshLifetimes } from '../domain/refresh/decisions.js';
import type { Log } from '../eventstore/log.js';
import type { ClaimNames } from '../security/claims.js';
import type { LinkTokens } from '../security/link-tokens.js';
import type { PasswordHasher } from '../security/password-hashing.js';
import type { RefreshTokens } from '../security/refresh-tokens.js';

/** What commands work with. Each takes the part that it needs. */
export interface CommandDependencies {
  readonly log: Log;
  readonly hasher: PasswordHasher;
  readonly claimNames: ClaimNames;
  readonly linkTokens: LinkTokens;
  readonly refreshTokens: RefreshTokens;
  /** Takes work whose time the answer must not show. The service finishes it before it stops. */
  readonly afterwards: (work: () => Promise<void>) => void;
  /** Takes work of which even the next answers must not show whether there was some, and does it when it is needed. */
  readonly putOff: (key: string, work: () => Promise<void>) => void;
  /** Does now what was put off for a key. */
  readonly settle: (key: string) => Promise<void>;
  readonly rules: RefreshLifetimes & {
    /** In code points. */
    readonly passwordMinLength: number;
    readonly verificationTtlMs: number;
    readonly resetTtlMs: number;
  };
}
