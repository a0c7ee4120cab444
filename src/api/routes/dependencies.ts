import type { Pool } from 'pg';
import type { CommandDependencies } from '../../commands/dependencies.js';
import type { Position } from '../../eventstore/port.js';
import type { FindUser } from '../../projections/users-query.js';
import type { AccessTokens } from '../../security/access-tokens.js';
import type { SigningKey } from '../../security/signing-key.js';

/** What the routes work with. */
export interface RouteDependencies {
  readonly commands: CommandDependencies;
  readonly pool: Pool;
  readonly findUser: FindUser;
  readonly accessTokens: AccessTokens;
  readonly signingKey: SigningKey;
  readonly exposeVerificationToken: boolean;
  /** Waits until what this process reads from has passed a position, for a bounded time. */
  readonly readable: (position: Position) => Promise<boolean>;
}
