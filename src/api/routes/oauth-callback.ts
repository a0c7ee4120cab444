import { z } from 'zod';
import { linkIdentity } from '../../commands/federation/link-identity.js';
import { offerRegistration } from '../../commands/federation/offer-registration.js';
import { replaceSession } from '../../commands/steps/replace-session.js';
import { signInByIdentity } from '../../commands/federation/sign-in-by-identity.js';
import { EmailUnverified } from '../../domain/user/identity-decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Provider, ProvenIdentity } from '../../security/oauth/provider.js';
import { recordRefusal, requireProvider, redirectUriOf } from '../federation/federation.js';
import type { OAuthFlow } from '../federation/flows.js';
import type { ProblemCode } from '../http/problems/problem-table.js';
import type { Caller, RequestContext } from '../http/requests/request-context.js';
import { redirect, redirectError } from '../http/requests/redirect-target.js';
import { defineRoute } from '../http/route.js';
import type { AnswerOf, Route } from '../http/route.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';
import { messageJson } from '../answers/message-json.js';
import { OAUTH_TAG, providerPath } from './oauth.js';
import { presentedSession } from '../http/authentication/presented-session.js';
import { sessionAnswer } from '../answers/session-answer.js';
import { signInAnswerJson } from '../answers/session-grant-json.js';

const text = z.string().max(4096);
/** Providers may add parameters (RFC 6749 §4.1.2). */
const answerFields = z
  .object({
    state: text.min(1),
    code: text.optional(),
    error: text.optional(),
    iss: text.optional(),
  })
  .catchall(text);
type ProviderAnswer = z.output<typeof answerFields>;

const MOVED = { description: 'Redirects to the front end with a one-time `code`, or with an `error`.' };
const callbackAnswers = {
  200: {
    description: 'The tokens of the session, or a confirmation that the provider is linked.',
    body: z.union([signInAnswerJson, messageJson]).meta({ id: 'OAuthAnswer' }),
  },
  302: { ...MOVED, headers: { Location: 'The URL of the front end.' } },
};
type CallbackAnswer = AnswerOf<typeof callbackAnswers>;
/** The problems of a response of a provider. */
export const callbackRefusals: ProblemCode[] = [
  'unknown_provider',
  'unauthenticated',
  'invalid_state',
  'provider_denied',
  'untrustworthy_answer',
  'provider_unavailable',
  'email_missing',
  'email_unverified',
  'email_taken',
  'account_exists',
  'identity_taken',
  'provider_linked',
  'sign_in_refused',
  'registration_lapsed',
];

/** The life of the one-time code that a front end exchanges for tokens. */
const CODE_MS = 60_000;

/** Routes that receive the responses of identity providers. */
export function oauthCallbackRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, oauth } = dependencies;

  /** Completes the intent of a flow with the identity that the provider asserts. */
  async function carryOut(
    provider: Provider,
    flow: OAuthFlow,
    answer: ProviderAnswer,
    { context, caller }: { context: RequestContext; caller: Caller },
  ): Promise<CallbackAnswer> {
    const { state } = answer;
    const { nonce, verifier, intent, returnTo, challenge } = flow;
    const redirectUri = redirectUriOf(oauth, provider);
    const parameters = new Map(Object.entries(answer).flatMap(([name, value]) => asText(name, value)));
    const identity = await provider.identify(parameters, { state, nonce, verifier, redirectUri });
    const cause = causeOf(context, caller);
    if (intent.kind === 'link') {
      const { position } = await linkIdentity(commands, intent, identity, cause);
      oauth.recordOutcome(provider.name, 'linked');
      return returnTo === null
        ? { status: 200, body: { message: `${provider.title} is linked.` }, position }
        : { ...redirect(returnTo, { linked: provider.name }), position };
    }
    const session = await signInByIdentity(commands, identity, cause).catch(async (error: unknown) => {
      if (error instanceof EmailUnverified) await offer(identity, flow.browser, cause);
      throw error;
    });
    oauth.recordOutcome(provider.name, 'signed_in');
    if (returnTo === null) {
      const presented = presentedSession(commands, caller, context);
      const only = await replaceSession(commands, session, presented, cause);
      return await sessionAnswer(dependencies, only, false, context.now);
    }
    const { userId, sessionId, position } = session;
    const data = { provider: provider.name, userId, sessionId, challenge };
    const code = await oauth.secrets.issue('oauth code', data, CODE_MS);
    return { ...redirect(returnTo, { code }), position };
  }

  /** Emails a link to verify the address, unless its mail limit is exceeded. The answer is the same either way. */
  async function offer(identity: ProvenIdentity, browser: string, cause: Cause): Promise<void> {
    const { email } = identity;
    if (email === null || !(await oauth.mayMail(email.address))) return;
    await offerRegistration(commands, identity, browser, cause);
  }

  async function finishFlow(
    name: string,
    answer: ProviderAnswer,
    request: { context: RequestContext; caller: Caller },
  ): Promise<CallbackAnswer> {
    const provider = requireProvider(oauth, name);
    const flow = await oauth.flows.end(answer.state, name, request.context.browser.secret);
    try {
      return await recordRefusal(oauth, name, () => carryOut(provider, flow, answer, request));
    } catch (error) {
      return redirectError(flow.returnTo, error);
    }
  }

  return [
    defineRoute({
      method: 'get',
      path: '/oauth/{provider}/callback',
      operation: 'finishOAuth',
      summary: 'Receives the response of an identity provider.',
      tag: OAUTH_TAG,
      auth: 'optional',
      params: providerPath,
      query: answerFields,
      answers: callbackAnswers,
      refusals: callbackRefusals,
      limits: ({ network }) => [['oauth.source', network]],
      handle: ({ params, query, context, caller }) => finishFlow(params.provider, query, { context, caller }),
    }),
    defineRoute({
      method: 'post',
      path: '/oauth/{provider}/callback',
      operation: 'finishOAuthByForm',
      summary: 'Receives the response of an identity provider that uses `form_post`.',
      tag: OAUTH_TAG,
      auth: 'optional',
      params: providerPath,
      body: answerFields,
      form: true,
      answers: callbackAnswers,
      refusals: callbackRefusals,
      limits: ({ network }) => [['oauth.source', network]],
      handle: ({ params, body, context, caller }) => finishFlow(params.provider, body, { context, caller }),
    }),
  ];
}

function asText(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]];
}
