import { z } from 'zod';
import { revokeToken } from '../../commands/sessions/revoke-token.js';
import { assuranceLevel } from '../../domain/user/factors/assurance.js';
import { readApiKey } from '../../security/tokens/api-keys.js';
import { introspect } from '../../commands/sessions/introspect.js';
import { Problem } from '../http/problems/problem.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import { causeOf } from '../http/requests/cause.js';
import { explainToken, explanationJson } from '../past/explain-token.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Tokens';

/**
 * A form with a token. Unknown parameters are ignored (RFC 6749 §3.2). A token may be any text: a malformed one is not
 * active (RFC 7662 §2.2), and its revocation succeeds (RFC 7009 §2.2).
 */
const tokenForm = z.object({ token: z.string().min(1), token_type_hint: z.string().optional() });

const seconds = z.int().meta({ description: 'Seconds since the Unix epoch.' });
const introspectionJson = z
  .union([
    z.strictObject({ active: z.literal(false) }),
    z.strictObject({
      active: z.literal(true),
      token_type: z.enum(['Bearer', 'refresh_token', 'api_key']),
      client_id: z.string(),
      sub: z.uuid(),
      iat: seconds,
      exp: seconds,
      iss: z.string().optional(),
      aud: z.string().optional(),
      jti: z.uuid().optional(),
      sid: z.uuid().optional(),
      amr: z.array(z.string()).optional(),
      acr: assuranceLevel.optional(),
      auth_time: seconds.optional(),
      scope: z.string().optional(),
      act: z
        .strictObject({ sub: z.uuid() })
        .optional()
        .meta({ description: 'The administrator who acts as the subject (RFC 8693 §4.1).' }),
      org_id: z.uuid().optional().meta({ description: 'The organisation that the token is for.' }),
      org_rev: z.string().optional(),
      roles: z.array(z.string()).optional().meta({ description: 'The roles of the subject there.' }),
      roles_overflow: z.literal(true).optional(),
    }),
  ])
  .meta({ id: 'Introspection', description: 'RFC 7662 §2.2.' });

const discoveryJson = z
  .strictObject({
    issuer: z.string(),
    jwks_uri: z.string(),
    introspection_endpoint: z.string(),
    introspection_endpoint_auth_methods_supported: z.array(z.string()),
    revocation_endpoint: z.string(),
    revocation_endpoint_auth_methods_supported: z.array(z.string()),
    response_types_supported: z.array(z.string()),
    subject_types_supported: z.array(z.string()),
    id_token_signing_alg_values_supported: z.array(z.string()),
    claims_supported: z.array(z.string()),
  })
  .meta({ id: 'Discovery', description: 'RFC 8414 §2, OpenID Connect Discovery 1.0 §3.' });

/** Routes with which services introspect and revoke tokens. */
export function tokenRoutes({ commands, accessTokens, signingKeys }: RouteDependencies): Route[] {
  const { refreshTokens, log } = commands;
  const { issuer } = accessTokens;

  return [
    defineRoute({
      method: 'post',
      path: '/oauth2/introspect',
      operation: 'introspectToken',
      summary: 'Introspects an access token, a refresh token or an API key (RFC 7662).',
      tag,
      auth: 'service',
      permission: 'tokens:introspect',
      body: tokenForm,
      form: true,
      anyText: true,
      answers: { 200: { description: 'The state of the token.', body: introspectionJson } },
      refusals: [],
      async handle({ body, context }) {
        const active = await introspect({ ...commands, accessTokens }, body.token, context.now);
        return { status: 200, body: active ?? { active: false as const } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/oauth2/revoke',
      operation: 'revokeToken',
      summary: 'Revokes a token by ending its session (RFC 7009). An invalid token is not an error.',
      tag,
      auth: 'service',
      permission: 'tokens:revoke',
      body: tokenForm,
      form: true,
      anyText: true,
      answers: { 200: { description: 'The token is invalid.', body: z.strictObject({}) } },
      refusals: ['unsupported_token_type'],
      async handle({ body, context, caller }) {
        if (readApiKey(body.token) !== null) throw new Problem('unsupported_token_type');
        const cause = causeOf(context, caller);
        const { position } = await revokeToken({ log, accessTokens, refreshTokens }, body.token, cause);
        return { status: 200, body: {}, position };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/tokens/explain',
      operation: 'explainToken',
      summary: 'Explains why an access token is accepted or refused, now or at an earlier time.',
      tag,
      auth: 'service',
      permission: 'tokens:introspect',
      body: z.strictObject({ token: z.string().min(1), at: z.iso.datetime({ offset: true }).optional() }),
      ignoresIdempotencyKey: true,
      answers: { 200: { description: 'The reasons.', body: explanationJson } },
      refusals: [],
      async handle({ body, context }) {
        const at = body.at === undefined ? context.now : new Date(body.at);
        const until = body.at === undefined ? await log.store.head() : at;
        return { status: 200, body: await explainToken(log, body.token, { at, until, issuer }) };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/.well-known/openid-configuration',
      operation: 'discover',
      summary: 'Returns the metadata of the issuer.',
      tag,
      auth: 'none',
      anyOrigin: true,
      answers: { 200: { description: 'The metadata.', body: discoveryJson } },
      refusals: [],
      handle() {
        const { keys, maxAgeSeconds } = signingKeys.published();
        const algorithms = new Set([...keys.map(({ alg }) => alg ?? ''), signingKeys.signing().algorithm]);
        return Promise.resolve({
          status: 200,
          body: {
            issuer,
            jwks_uri: `${issuer}/.well-known/jwks.json`,
            introspection_endpoint: `${issuer}/oauth2/introspect`,
            introspection_endpoint_auth_methods_supported: ['Bearer'],
            revocation_endpoint: `${issuer}/oauth2/revoke`,
            revocation_endpoint_auth_methods_supported: ['Bearer'],
            // Credence is not an OpenID provider for other clients yet.
            response_types_supported: [],
            subject_types_supported: ['public'],
            id_token_signing_alg_values_supported: [...algorithms],
            claims_supported: [
              'iss',
              'aud',
              'sub',
              'sid',
              'jti',
              'iat',
              'exp',
              'amr',
              'acr',
              'auth_time',
              'client_id',
              'org_id',
              'org_rev',
              'roles',
              'roles_overflow',
            ],
          },
          headers: { 'Cache-Control': `public, max-age=${String(maxAgeSeconds)}` },
        });
      },
    }),
  ];
}
