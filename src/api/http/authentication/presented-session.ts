import type { SessionId } from '../../../domain/ids.js';
import type { CommandDependencies } from '../../../commands/dependencies.js';
import { Problem } from '../problems/problem.js';
import type { Caller, RequestContext } from '../requests/request-context.js';

/** The session that somebody who signs in still has: by its access token, or by what a browser of ours keeps. */
export function presentedSession(
  { refreshTokens }: Pick<CommandDependencies, 'refreshTokens'>,
  caller: Caller,
  { browser }: RequestContext,
): { readonly sessionId: SessionId } | null {
  if (caller.kind === 'user') return caller;
  if (!browser.fromOwnPage || browser.refreshToken === null) return null;
  return refreshTokens.read(browser.refreshToken);
}

/** @throws Problem cross_site_request */
export function fromOwnPage({ browser }: RequestContext): void {
  if (!browser.fromOwnPage) throw new Problem('cross_site_request');
}
