import { z } from 'zod';
import { completeProviderFlow } from '../../commands/federation/complete-provider-flow.js';
import type { CompletedFlow } from '../../commands/federation/complete-provider-flow.js';
import type { Provider } from '../../security/oauth/provider.js';
import { refusedAnswer, signedInAnswer } from '../federation/flow-answers.js';
import { recordRefusal, redirectUriOf, requireProvider } from '../federation/federation.js';
import type { OAuthFlow } from '../federation/flows.js';
import type { ProblemCode } from '../http/problems/problem-table.js';
import type { Caller, RequestContext } from '../http/requests/request-context.js';
import { redirect } from '../http/requests/redirect-target.js';
import { defineRoute } from '../http/route.js';
import type { AnswerOf } from '../http/answer.js';
import type { Route } from '../http/route.js';
import { causeOf } from '../http/requests/cause.js';
import type { RouteDependencies } from './dependencies.js';
import { messageJson } from '../answers/message-json.js';
import { OAUTH_TAG, providerPath } from './oauth.js';
import { presentedSession } from '../http/authentication/presented-session.js';
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
  'sso_required',
  'registration_lapsed',
  'mfa_required',
];

/** Routes that receive the responses of identity providers. */
export function oauthCallbackRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, oauth } = dependencies;

  /** Shapes the answer to a completed flow: a redirect to the front end, or JSON for a browser that gets it directly. */
  async function answerTo(
    completed: CompletedFlow,
    provider: Provider,
    { returnTo, challenge }: OAuthFlow,
    now: Date,
  ): Promise<CallbackAnswer> {
    if (completed.kind === 'linked') {
      const { position } = completed;
      return returnTo === null
        ? { status: 200, body: { message: `${provider.title} is linked.` }, position }
        : { ...redirect(returnTo, { linked: provider.name }), position };
    }
    const end = { provider: provider.name, returnTo, challenge };
    return await signedInAnswer(dependencies, end, completed.session, now);
  }

  async function finishFlow(
    name: string,
    answer: ProviderAnswer,
    { context, caller }: { context: RequestContext; caller: Caller },
  ): Promise<CallbackAnswer> {
    const provider = requireProvider(oauth, name);
    const { state } = answer;
    const flow = await oauth.flows.end(state, name, context.browser.secret);
    const { nonce, verifier, intent, returnTo, browser } = flow;
    const returned = {
      provider,
      answer: new Map(Object.entries(answer).flatMap(([key, value]) => asText(key, value))),
      secrets: { state, nonce, verifier, redirectUri: redirectUriOf(oauth, provider) },
      intent,
      browser,
      // With a redirect, the exchange of the code replaces the session.
      presented: returnTo === null ? presentedSession(commands, caller, context) : null,
    };
    const { mayMail } = oauth;
    try {
      return await recordRefusal(oauth, name, async () => {
        const completed = await completeProviderFlow(
          { ...commands, mayMail },
          returned,
          causeOf(context, caller),
        );
        oauth.recordOutcome(name, completed.kind);
        return await answerTo(completed, provider, flow, context.now);
      });
    } catch (error) {
      return await refusedAnswer(oauth, { provider: name, returnTo, challenge: flow.challenge }, error);
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
      showsPages: true,
      refusesHead: true,
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
      showsPages: true,
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
