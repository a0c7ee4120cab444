import { z } from 'zod';
import { isOAuthPath, oauthErrorJson, oauthErrorOf, oauthStatusOf } from '../problems/oauth-error.js';
import { Problem } from '../problems/problem.js';
import { problemMembers } from '../problems/problem-members.js';
import { problems } from '../problems/problem-table.js';
import type { ProblemCode } from '../problems/problem-table.js';
import { admitsServices, refusesImpersonation } from '../route.js';
import type { Route } from '../route.js';
import { hasLimits, problemHeaders } from './headers.js';
import { schemaOf } from './schema-of.js';

const problemJson = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string(),
    code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
    request_id: z.string(),
    errors: z
      .array(z.strictObject({ pointer: z.string(), code: z.string(), detail: z.string() }))
      .optional()
      .meta({
        description: 'The invalid inputs. `pointer` is a JSON Pointer into the body, `?name` or `#Header`.',
      }),
    ...problemMembers,
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' });

/** A response that several operations can share. Equal names stand for equal responses. */
interface SharedResponse {
  readonly status: number;
  readonly name: string;
  readonly response: { readonly description: string; readonly headers: object; readonly content: object };
}

/** Returns the problems of a route by status, as responses that routes with the same problems share. */
export function problemResponses(route: Route): SharedResponse[] {
  const codesByStatus = new Map<number, Set<ProblemCode>>();
  for (const code of [...commonProblems(route), ...route.refusals]) {
    const status = isOAuthPath(route.path) ? oauthStatusOf(code) : problems[code][0];
    codesByStatus.set(status, (codesByStatus.get(status) ?? new Set()).add(code));
  }
  return [...codesByStatus].map(([status, codes]) => sharedResponse(route, status, [...codes].sort()));
}

function sharedResponse(route: Route, status: number, codes: ProblemCode[]): SharedResponse {
  const limited = hasLimits(route);
  const variant = [
    ...(isOAuthPath(route.path) ? ['oauth'] : []),
    ...(route.showsPages === true ? ['page'] : []),
    ...(limited ? ['limited'] : []),
  ];
  return {
    status,
    name: [String(status), ...codes, ...variant].join('.'),
    response: {
      description: codes.map((code) => `\`${code}\``).join(', '),
      headers: problemHeaders(status, limited),
      content: isOAuthPath(route.path) ? oauthContent(codes) : problemContent(route, codes),
    },
  };
}

function problemContent({ showsPages }: Route, codes: ProblemCode[]): object {
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  return {
    'application/problem+json': { schema: schemaOf(problemJson, 'output'), examples },
    ...(showsPages === true && { 'text/html': { schema: { type: 'string' } } }),
  };
}

function oauthContent(codes: ProblemCode[]): object {
  const examples = codes.map((code) => [code, { value: oauthErrorOf(new Problem(code)) }] as const);
  return {
    'application/json': {
      schema: schemaOf(oauthErrorJson, 'output'),
      examples: Object.fromEntries(examples),
    },
  };
}

/** Returns the problems that follow from the kind of a route, in addition to those that it lists. */
function commonProblems(route: Route): ProblemCode[] {
  const writes = route.method !== 'get';
  const ofMember = route.auth === 'member';
  const ofService = route.auth === 'service' || ofMember;
  const ofUser = route.auth === 'user' || route.auth === 'session' || route.auth === 'any' || ofMember;
  const groups: [boolean, ProblemCode[]][] = [
    [true, ['invalid_input', 'internal_error', 'unreadable_event', 'unavailable']],
    [ofUser || ofService, ['unauthenticated']],
    [admitsServices(route.auth), ['insufficient_scope']],
    [ofService, ['forbidden']],
    [ofMember, ['unknown_organization', 'step_up_required']],
    [route.auth !== 'none' && refusesImpersonation(route), ['impersonation_refused']],
    [hasLimits(route), ['rate_limited']],
    [ofUser && writes, ['cross_site_request']],
    [writes && route.form !== true, ['idempotency_key_in_use', 'idempotency_key_reused', 'conflict']],
    [route.body !== undefined, ['malformed_json', 'body_too_large', 'unsupported_media_type']],
    [route.ifMatch === true, ['precondition_failed']],
  ];
  return groups.flatMap(([applies, codes]) => (applies ? codes : []));
}
