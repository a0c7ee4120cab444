import { z } from 'zod';
import { linkIdentity } from '../../commands/link-identity.js';
import { offerSignUp } from '../../commands/offer-sign-up.js';
import { replacing } from '../../commands/replacing.js';
import { signInByIdentity } from '../../commands/sign-in-by-identity.js';
import { takeOffer, takeOfferInput } from '../../commands/take-offer.js';
import { takenUpSession } from '../../commands/taken-up-session.js';
import { EmailUnverified } from '../../domain/user/identity-decisions.js';
import type { Cause } from '../../eventstore/codec.js';
import { ID_TOKEN_LIFE_MS } from '../../security/oauth/provider.js';
import type { Provider, ProvenIdentity } from '../../security/oauth/provider.js';
import { beginFlow, providerNamed, redirectUriOf } from '../oauth.js';
import { digest } from '../oauth-flows.js';
import type { OAuthFlow } from '../oauth-flows.js';
import { Problem, problemOf } from '../problem.js';
import type { ProblemCode } from '../problem.js';
import type { Caller, RequestContext } from '../request-context.js';
import { withQuery } from '../return-to.js';
import { defineRoute } from '../route.js';
import type { Answer, Route } from '../route.js';
import { causeOf } from './cause.js';
import type { RouteDependencies } from './dependencies.js';
import { messageJson } from './message-json.js';
import { fromOwnPage, presentedSession } from './presented-session.js';
import { sessionAnswer } from './session-answer.js';
import { shownUser } from './shown-user.js';
import { userJson } from './user-json.js';
import { byCookieField, signInAnswerJson, signInAnswers } from './signed-in-json.js';

const tag = 'Identity providers';

export const providerPath = z.strictObject({
  provider: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/)
    .meta({ example: 'google' }),
});

const text = z.string().max(4096);
/** Providers add parameters of their own (RFC 6749 §4.1.2). */
const answerFields = z
  .object({
    state: text.min(1),
    code: text.optional(),
    error: text.optional(),
    iss: text.optional(),
  })
  .catchall(text);
type ProviderAnswer = z.output<typeof answerFields>;

const MOVED = { description: 'To the front end, with a one-time `code`, or with the code of an `error`.' };
const callbackAnswers = {
  200: {
    description: 'The tokens of the session, as at a sign-in; or that the provider is linked.',
    body: z.union([signInAnswerJson, messageJson]).meta({ id: 'OAuthAnswer' }),
  },
  302: { ...MOVED, headers: { Location: 'The front end.' } },
};
const callbackRefusals: ProblemCode[] = [
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

/** What a front end exchanges for tokens: a code that lives for a moment, and once. */
const CODE_MS = 60_000;
const codeBelonging = z.object({
  userId: z.string(),
  sessionId: z.string(),
  challenge: z.string().nullable(),
});
/** RFC 7636 §4.1, §4.2. */
const verifierText = z.string().regex(/^[A-Za-z0-9._~-]{43,128}$/);
const challengeText = z.string().regex(/^[A-Za-z0-9_-]{43}$/);

export function oauthRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, oauth } = dependencies;

  /** Counts what a provider has answered where that is refused. */
  async function noted<Result>(provider: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      oauth.noteAnswer(provider, problemOf(error).code);
      throw error;
    }
  }

  /** Does what somebody wanted who comes back from a provider. */
  async function carryOut(
    provider: Provider,
    flow: OAuthFlow,
    answer: ProviderAnswer,
    { context, caller }: { context: RequestContext; caller: Caller },
  ): Promise<Answer> {
    const { state } = answer;
    const { nonce, verifier, intent, returnTo, challenge } = flow;
    const redirectUri = redirectUriOf(oauth, provider);
    const parameters = new Map(Object.entries(answer).flatMap(([name, value]) => asText(name, value)));
    const identity = await provider.identify(parameters, { state, nonce, verifier, redirectUri });
    const cause = causeOf(context, caller);
    if (intent.kind === 'link') {
      const { position } = await linkIdentity(commands, intent, identity, cause);
      oauth.noteAnswer(provider.name, 'linked');
      return returnTo === null
        ? { status: 200, body: { message: `${provider.title} is linked.` }, position }
        : { ...redirect(returnTo, { linked: provider.name }), position };
    }
    const session = await signInByIdentity(commands, identity, cause).catch(async (error: unknown) => {
      if (error instanceof EmailUnverified) await offer(identity, flow.browser, cause);
      throw error;
    });
    oauth.noteAnswer(provider.name, 'signed_in');
    if (returnTo === null) return await sessionAnswer(dependencies, session, false, context.now);
    const { userId, sessionId, position } = session;
    const code = await oauth.secrets.issue('oauth code', { userId, sessionId, challenge }, CODE_MS);
    return { ...redirect(returnTo, { code }), position };
  }

  /** Lets somebody confirm the address by mail, unless there were too many mails to it: the answer is the same. */
  async function offer(identity: ProvenIdentity, browser: string, cause: Cause): Promise<void> {
    const { email } = identity;
    if (email === null || !(await oauth.mayMail(email.address))) return;
    await offerSignUp(commands, identity, browser, cause);
  }

  async function comeBack(
    name: string,
    answer: ProviderAnswer,
    request: { context: RequestContext; caller: Caller },
  ): Promise<Answer> {
    const provider = providerNamed(oauth, name);
    const flow = await oauth.flows.end(answer.state, name, request.context.browser.secret);
    try {
      return await noted(name, () => carryOut(provider, flow, answer, request));
    } catch (error) {
      const problem = problemOf(error);
      // Of the words of a provider none goes on, only ours (OWASP ASVS 1.2.1).
      if (flow.returnTo === null || problem.code === 'internal_error') throw error;
      return { ...redirect(flow.returnTo, { error: problem.code }), problem };
    }
  }

  return [
    defineRoute({
      method: 'get',
      path: '/oauth',
      operation: 'listProviders',
      summary: 'The identity providers that people can sign in by.',
      tag,
      auth: 'none',
      answers: {
        200: {
          description: 'The providers.',
          body: z.strictObject({ items: z.array(z.strictObject({ name: z.string(), title: z.string() })) }),
        },
      },
      refusals: [],
      handle() {
        const items = [...oauth.providers.values()].map(({ name, title }) => ({ name, title }));
        return Promise.resolve({ status: 200, body: { items } });
      },
    }),
    defineRoute({
      method: 'post',
      path: '/oauth/exchange',
      operation: 'exchangeCode',
      summary: 'Takes up the session of somebody who was sent back to the front end with a code.',
      tag,
      auth: 'optional',
      body: z.strictObject({
        code: z.string().min(1).max(512),
        code_verifier: verifierText.optional().meta({
          description: 'Of the `code_challenge` with which this began; required where there was one.',
        }),
        cookie: byCookieField,
      }),
      answers: signInAnswers,
      refusals: ['code_used', 'sign_in_refused', 'cross_site_request'],
      limits: ({ network }) => [['oauth.source', network]],
      async handle({ body, context, caller }) {
        const { code, code_verifier: verifier, cookie: byCookie = false } = body;
        if (byCookie) fromOwnPage(context);
        const started = codeBelonging.safeParse(await oauth.secrets.redeem('oauth code', code));
        const known = verifier === undefined ? null : digest(verifier);
        if (!started.success || started.data.challenge !== known) throw new Problem('code_used');
        const session = await takenUpSession(commands, started.data);
        const presented = presentedSession(commands, caller, context);
        const only = await replacing(commands, session, presented, causeOf(context, caller));
        return await sessionAnswer(dependencies, only, byCookie, context.now);
      },
    }),
    defineRoute({
      method: 'post',
      path: '/oauth/confirm',
      operation: 'confirmSignUp',
      summary:
        'Opens the account of somebody whom a provider knows, by the link that was mailed to the address.',
      tag,
      auth: 'none',
      body: takeOfferInput,
      answers: { 200: { description: 'The account, verified. Nobody is signed in.', body: userJson } },
      refusals: ['link_used', 'other_browser', 'email_taken', 'identity_taken', 'registration_lapsed'],
      limits: ({ body, network }) => [
        ['link.source', network],
        ['link.account', body.token],
      ],
      async handle({ body, context, caller }) {
        const { secret } = context.browser;
        const browser = secret === null ? null : digest(secret);
        const { account, position } = await takeOffer(commands, body, browser, causeOf(context, caller));
        return {
          status: 200,
          body: await shownUser(dependencies, account, position),
          position,
          revision: account.revision,
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/oauth/{provider}',
      operation: 'startOAuth',
      summary: 'Sends a browser to an identity provider, to sign in there.',
      tag,
      auth: 'none',
      params: providerPath,
      query: z.strictObject({
        return_to: text.optional().meta({
          description:
            'Where to send the browser in the end: a page of `FRONTEND_BASE_URL` or of an origin in `CORS_ORIGINS`. ' +
            'It gets a `code` to exchange, or an `error`. Without it, the callback answers with the tokens.',
        }),
        code_challenge: challengeText.optional().meta({
          description:
            'The SHA-256 of a `code_verifier` in base64url: then only who knows that can exchange the code, and nobody ' +
            'can be brought into the account of somebody else by a code of theirs (RFC 7636).',
        }),
      }),
      answers: {
        302: {
          description: 'To the provider.',
          headers: { Location: 'The provider.', 'Set-Cookie': 'Ties the browser to this sign-in.' },
        },
      },
      refusals: ['unknown_provider', 'untrustworthy_answer', 'provider_unavailable'],
      limits: ({ network }) => [['oauth.source', network]],
      async handle({ params, query, context }) {
        const provider = providerNamed(oauth, params.provider);
        const { secret: browser } = context.browser;
        const { return_to: returnTo, code_challenge: challenge = null } = query;
        const wish = { intent: { kind: 'sign-in' as const }, returnTo, challenge, browser };
        const { url, cookie } = await beginFlow(oauth, provider, wish);
        return { status: 302, headers: { Location: url, 'Set-Cookie': cookie } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/oauth/{provider}/callback',
      operation: 'finishOAuth',
      summary: 'Where an identity provider sends a browser back to.',
      tag,
      auth: 'none',
      params: providerPath,
      query: answerFields,
      answers: callbackAnswers,
      refusals: callbackRefusals,
      limits: ({ network }) => [['oauth.source', network]],
      handle: ({ params, query, context, caller }) => comeBack(params.provider, query, { context, caller }),
    }),
    defineRoute({
      method: 'post',
      path: '/oauth/{provider}/callback',
      operation: 'finishOAuthByForm',
      summary: 'The same for a provider that has the browser post its answer.',
      tag,
      auth: 'none',
      params: providerPath,
      body: answerFields,
      form: true,
      answers: callbackAnswers,
      refusals: callbackRefusals,
      limits: ({ network }) => [['oauth.source', network]],
      handle: ({ params, body, context, caller }) => comeBack(params.provider, body, { context, caller }),
    }),
    defineRoute({
      method: 'post',
      path: '/oauth/{provider}/id-token',
      operation: 'signInByIdToken',
      summary: 'Signs in by an ID token that an app has got from the provider itself.',
      tag,
      auth: 'optional',
      params: providerPath,
      body: z.strictObject({
        id_token: z.string().min(1).max(8192),
        nonce: z.string().min(16).max(256).meta({
          description:
            'What the app gave the provider as nonce, or of which it gave the SHA-256. It counts once.',
        }),
        cookie: byCookieField,
      }),
      answers: signInAnswers,
      refusals: [...callbackRefusals, 'cross_site_request'],
      limits: ({ network }) => [['oauth.source', network]],
      async handle({ params, body, context, caller }) {
        const { id_token: idToken, nonce, cookie: byCookie = false } = body;
        if (byCookie) fromOwnPage(context);
        const provider = providerNamed(oauth, params.provider);
        const cause = causeOf(context, caller);
        const session = await noted(provider.name, async () => {
          const identity = await provider.identifyByToken(idToken, nonce);
          const isFirst = await oauth.secrets.spend(
            'id token',
            `${identity.issuer} ${identity.once}`,
            ID_TOKEN_LIFE_MS,
          );
          if (!isFirst) throw new Problem('untrustworthy_answer', { reason: 'nonce_used' });
          return await signInByIdentity(commands, identity, cause);
        });
        oauth.noteAnswer(provider.name, 'signed_in');
        const presented = presentedSession(commands, caller, context);
        const only = await replacing(commands, session, presented, cause);
        return await sessionAnswer(dependencies, only, byCookie, context.now);
      },
    }),
  ];
}

function redirect(place: string, parameters: Readonly<Record<string, string>>): Answer {
  return { status: 302, headers: { Location: withQuery(place, parameters) } };
}

function asText(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]];
}
