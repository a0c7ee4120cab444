import { z } from 'zod';
import { permissionsOfRole } from '../../domain/roles/access.js';
import { ADMINISTRATOR, globalRoles } from '../../domain/roles/role-set.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { decide, permissionsNow } from '../access/decide.js';
import { action, decisionJson, evaluation, evaluations, resource, subject } from '../access/schemas.js';
import type { Evaluation } from '../access/schemas.js';
import { Problem } from '../http/problems/problem.js';
import { decodeCursor, encodeCursor } from '../http/requests/cursor.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Decisions';
const CACHED = { 'Cache-Control': 'public, max-age=3600' };
const SEARCH_PAGE = 100;

const manyDecisionsJson = z.strictObject({ evaluations: z.array(decisionJson) }).meta({ id: 'Decisions' });
const decisionsJson = z.union([manyDecisionsJson, decisionJson]).meta({ id: 'OneOrManyDecisions' });
const subjectsJson = z
  .strictObject({
    results: z.array(z.strictObject({ type: z.literal('user'), id: z.uuid() })),
    page: z.strictObject({ next_token: z.string().meta({ description: 'Empty on the last page.' }) }),
  })
  .meta({ id: 'PermittedSubjects' });
const actionsJson = z
  .strictObject({ results: z.array(z.strictObject({ name: z.string() })) })
  .meta({ id: 'PermittedActions' });

/** The properties that all routes for decisions share: they only read. */
const shared = {
  method: 'post',
  tag,
  auth: 'service',
  permission: 'access:decide',
  ignoresIdempotencyKey: true,
  waitsForPosition: true,
} as const;

/** Routes of the Authorization API 1.0 of AuthZEN, by which services ask for decisions. */
export function accessRoutes(dependencies: RouteDependencies): Route[] {
  return [metadataRoute(dependencies), ...evaluationRoutes(dependencies), ...searchRoutes(dependencies)];
}

function metadataRoute({ publicUrl }: RouteDependencies): Route {
  const endpoint = z.string();
  return defineRoute({
    method: 'get',
    path: '/.well-known/authzen-configuration',
    operation: 'readDecisionPoint',
    summary: 'Returns the endpoints for decisions (AuthZEN Authorization API 1.0).',
    tag,
    auth: 'none',
    anyOrigin: true,
    answers: {
      200: {
        description: 'The endpoints.',
        body: z.strictObject({
          policy_decision_point: endpoint,
          access_evaluation_endpoint: endpoint,
          access_evaluations_endpoint: endpoint,
          search_subject_endpoint: endpoint,
          search_action_endpoint: endpoint,
        }),
      },
    },
    refusals: [],
    handle: () =>
      Promise.resolve({
        status: 200,
        headers: CACHED,
        body: {
          policy_decision_point: publicUrl,
          access_evaluation_endpoint: `${publicUrl}/access/v1/evaluation`,
          access_evaluations_endpoint: `${publicUrl}/access/v1/evaluations`,
          search_subject_endpoint: `${publicUrl}/access/v1/search/subject`,
          search_action_endpoint: `${publicUrl}/access/v1/search/action`,
        },
      }),
  });
}

function evaluationRoutes(dependencies: RouteDependencies): Route[] {
  return [
    defineRoute({
      ...shared,
      path: '/access/v1/evaluation',
      operation: 'evaluate',
      summary: 'Decides whether a person or an API key has a permission, now or in the past.',
      body: evaluation,
      answers: { 200: { description: 'The decision. A refusal is 200 as well.', body: decisionJson } },
      refusals: ['invalid_position'],
      async handle({ body, context }) {
        return { status: 200, body: await decide(dependencies, body, context.now) };
      },
    }),
    defineRoute({
      ...shared,
      path: '/access/v1/evaluations',
      operation: 'evaluateMany',
      summary: 'Takes up to 1,000 decisions. The members beside `evaluations` are defaults for each.',
      body: evaluations,
      answers: {
        200: {
          description: 'The decisions, in order; without `evaluations` the one decision.',
          body: decisionsJson,
        },
      },
      refusals: ['invalid_position'],
      async handle({ body: { evaluations: asked, options, ...defaults }, context }) {
        if (asked.length === 0) {
          const decision = await decide(dependencies, complete(defaults, ''), context.now);
          return { status: 200, body: decision };
        }
        const semantic = options.evaluations_semantic;
        const decisions: z.input<typeof decisionJson>[] = [];
        for (const [i, one] of asked.entries()) {
          const whole = complete({ ...defaults, ...one }, `/evaluations/${i}`);
          const decision = await decide(dependencies, whole, context.now);
          decisions.push(decision);
          if (semantic === 'deny_on_first_deny' && !decision.decision) break;
          if (semantic === 'permit_on_first_permit' && decision.decision) break;
        }
        return { status: 200, body: { evaluations: decisions } };
      },
    }),
  ];
}

function searchRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, readModels, access } = dependencies;
  return [
    defineRoute({
      ...shared,
      path: '/access/v1/search/subject',
      operation: 'searchSubjects',
      summary: 'Lists the people with a permission.',
      body: z.object({
        subject: z.object({ type: subject.shape.type }),
        action,
        resource,
        page: z.object({ token: z.string().max(512).default('') }).prefault({}),
      }),
      answers: { 200: { description: 'A page of people.', body: subjectsJson } },
      refusals: ['invalid_cursor'],
      async handle({ body }) {
        const after = body.page.token === '' ? null : decodeCursor(body.page.token, z.uuid());
        const set = await loadState(commands.log, globalRoles);
        const roles = [ADMINISTRATOR, ...set.roles.values()].filter((role) =>
          permissionsOfRole(set, role).has(body.action.name),
        );
        const ids = roles.map(({ id }) => id);
        const found =
          body.subject.type === 'user' ? await readModels.findHoldersOfAny(ids, after, SEARCH_PAGE) : [];
        const permitted = await Promise.all(
          found.map(async (id) => ((await access.find(id)).permissions.has(body.action.name) ? [id] : [])),
        );
        const last = found.length === SEARCH_PAGE ? found.at(-1) : undefined;
        const results = permitted.flat().map((id) => ({ type: 'user' as const, id }));
        const page = { next_token: last === undefined ? '' : encodeCursor(last) };
        return { status: 200, body: { results, page } };
      },
    }),
    defineRoute({
      ...shared,
      path: '/access/v1/search/action',
      operation: 'searchActions',
      summary: 'Lists the permissions of a person or an API key.',
      body: z.object({ subject, resource }),
      answers: { 200: { description: 'The permissions.', body: actionsJson } },
      refusals: [],
      async handle({ body, context }) {
        const names = await permissionsNow(dependencies, body, context.now);
        return { status: 200, body: { results: names.map((name) => ({ name })) } };
      },
    }),
  ];
}

/** @throws Problem invalid_input a part is neither in the evaluation nor in the defaults */
function complete(partial: object, pointer: string): Evaluation {
  const parsed = evaluation.safeParse(partial);
  if (parsed.success) return parsed.data;
  const detail = 'A subject, an action and a resource are required, here or beside `evaluations`.';
  const errors = [{ pointer, code: 'required', detail }];
  throw new Problem('invalid_input', { errors });
}
