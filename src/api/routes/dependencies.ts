import type { Pool } from 'pg';
import type { CommandDependencies } from '../../commands/dependencies.js';
import type { RotationRules } from '../../domain/signing-key/decisions.js';
import type { Position } from '../../eventstore/port.js';
import type { FindUser } from '../../projections/views/accounts/query.js';
import type { OAuth } from '../federation/federation.js';
import type { ApiKeys } from '../../security/tokens/api-keys.js';
import type { AccessTokens } from '../../security/tokens/access-tokens.js';
import type { SigningKeys } from '../../security/tokens/signing-keys.js';

/** What the routes work with. */
export interface RouteDependencies {
  readonly commands: CommandDependencies;
  readonly apiKeys: ApiKeys;
  readonly pool: Pool;
  readonly findUser: FindUser;
  readonly accessTokens: AccessTokens;
  readonly signingKeys: SigningKeys;
  /** How the keys are kept; null with a shared secret, which is changed in the configuration. */
  readonly rotation: {
    readonly rules: RotationRules;
    /** How long after its last signature a key is needed. */
    readonly tokenLifeMs: number;
    /** Lets this process know what was just written. */
    readonly reload: () => Promise<void>;
  } | null;
  readonly oauth: OAuth;
  readonly exposeVerificationToken: boolean;
  /** Whether a sign-up answers the same for every address. */
  readonly privateSignUp: boolean;
  /** Waits until what this process reads from has passed a position, for a bounded time. */
  readonly waitForReadModels: (position: Position) => Promise<boolean>;
}
