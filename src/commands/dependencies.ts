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
  readonly rules: RefreshLifetimes & {
    /** In code points. */
    readonly passwordMinLength: number;
    readonly verificationTtlMs: number;
    readonly resetTtlMs: number;
  };
}
