import type { SessionId } from '../../../domain/ids.js';
import type { CommandDependencies } from '../../../commands/dependencies.js';
import type { Caller, RequestContext } from '../requests/request-context.js';

/** Returns the session that a sign-in replaces: the session of the caller, or of the refresh token in its cookies. */
export function presentedSession(
  { refreshTokens }: Pick<CommandDependencies, 'refreshTokens'>,
  caller: Caller,
  { browser }: RequestContext,
): { readonly sessionId: SessionId } | null {
  if (caller.kind === 'user') return caller;
  if (!browser.isSameOrigin || browser.refreshToken === null) return null;
  return refreshTokens.read(browser.refreshToken);
}
