import { endSession } from '../../domain/session/decisions.js';
import { sessionAt } from '../../domain/session/session.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { AccessTokens } from '../../security/tokens/access-tokens.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';

/**
 * Ends the session of an access or refresh token, which revokes all tokens of that session (RFC 7009 §2.1). Ignores an
 * ended session and any other text (RFC 7009 §2.2).
 */
export async function revokeToken(
  {
    log,
    accessTokens,
    refreshTokens,
  }: Pick<CommandDependencies, 'log' | 'refreshTokens'> & { readonly accessTokens: AccessTokens },
  token: string,
  cause: Cause,
): Promise<{ position: Position | null }> {
  const claims = refreshTokens.read(token) ?? (await accessTokens.verify(token));
  if (claims === null) return { position: null };
  const { position } = await handle(log, cause, { session: sessionAt(claims.sessionId) }, ({ session }) => ({
    session: endSession(session, 'revoked'),
  }));
  return { position };
}
