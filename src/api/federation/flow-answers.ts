import { SecondFactorRequired } from '../../commands/authentication/second-step/second-factor-required.js';
import type { SessionGrant } from '../../commands/steps/session-grant.js';
import { sessionAnswer } from '../answers/session-answer.js';
import { redirect, redirectError } from '../http/requests/redirect-target.js';
import type { RouteDependencies } from '../routes/dependencies.js';
import type { OAuth } from './federation.js';

/** The end of a flow at an identity provider. */
interface FlowEnd {
  /** The name of the identity provider. */
  readonly provider: string;
  /** The URL that the browser returns to, or null to answer the browser directly. */
  readonly returnTo: string | null;
  /** The PKCE challenge of the front end, or null. */
  readonly challenge: string | null;
}

/** The life of the one-time code that a front end exchanges for tokens. */
const CODE_MS = 60_000;

/** Answers with the tokens of a session, or redirects to the front end with a one-time code for them. */
export async function signedInAnswer(
  dependencies: RouteDependencies,
  flow: FlowEnd,
  session: SessionGrant,
  now: Date,
) {
  if (flow.returnTo === null) return await sessionAnswer(dependencies, session, false, now);
  const { userId, sessionId, position } = session;
  const code = await issueCode(dependencies.oauth, flow, { userId, sessionId });
  return { ...redirect(flow.returnTo, { code }), position };
}

/**
 * Redirects to the front end with the code of an error, or with a one-time code for a sign-in that owes a second factor: the
 * address must not contain its token.
 *
 * @throws the same error if there is no front end, or if it is an internal error
 */
export async function refusedAnswer(oauth: OAuth, flow: FlowEnd, error: unknown) {
  if (flow.returnTo === null || !(error instanceof SecondFactorRequired))
    return redirectError(flow.returnTo, error);
  const { pendingId } = error.step;
  return redirect(flow.returnTo, { code: await issueCode(oauth, flow, { pendingId }) });
}

/** Issues a one-time code that names a session, or a sign-in that owes a second factor. */
async function issueCode({ secrets }: OAuth, flow: FlowEnd, result: object): Promise<string> {
  const { provider, challenge } = flow;
  return await secrets.issue('oauth code', { provider, challenge, ...result }, CODE_MS);
}
