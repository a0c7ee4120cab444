import { z } from 'zod';
import { recordOperation } from '../../commands/operations/record-operation.js';
import type { VersionChange } from '../../domain/operation/events.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Position } from '../../eventstore/port.js';
import type { Outcome } from '../../projections/engine/rebuild/operations.js';
import { messageJson } from '../answers/message-json.js';
import { Problem } from '../http/problems/problem.js';
import type { ProblemCode } from '../http/problems/problem-table.js';
import { causeOf } from '../http/requests/cause.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Operations';
const MAX_NAME_LENGTH = 100;

const params = z.strictObject({
  name: z.string().max(MAX_NAME_LENGTH).meta({ description: 'The name of a read model, such as `users@1`.' }),
});

const promotion = z.strictObject({
  accept_difference: z
    .boolean()
    .default(false)
    .meta({ description: 'True to promote a version that differs from the serving one.' }),
});

const REFUSALS: Readonly<Record<Exclude<Outcome, 'done'>, ProblemCode>> = {
  no_version: 'no_standby_version',
  lags: 'version_lags',
  parked: 'version_parked',
  differs: 'versions_differ',
  not_owner: 'not_table_owner',
};

/** Routes that rebuild read models while the service runs. */
export function projectionRoutes({ commands, versions }: RouteDependencies): Route[] {
  /**
   * Records a change with its actor, and makes it.
   *
   * @returns the position of the record
   */
  async function change(
    name: string,
    kind: VersionChange,
    cause: Cause,
    acceptsDifference = false,
  ): Promise<Position> {
    if (!versions.isKnown(name)) throw new Problem('unknown_projection');
    const event = { type: 'ReadModelChangeRequested', data: { reader: name, change: kind } } as const;
    const position = await recordOperation(commands, event, cause);
    const outcome = await versions.change(name, kind, acceptsDifference);
    if (outcome !== 'done') throw new Problem(REFUSALS[outcome]);
    return position;
  }

  return [
    defineRoute({
      method: 'post',
      path: '/v1/projections/{name}/rebuild',
      operation: 'rebuildProjection',
      summary: 'Starts to fill a new version of a read model beside the serving one.',
      tag,
      auth: 'service',
      permission: 'operations:write',
      params,
      answers: { 202: { description: 'A projector fills the new version.', body: messageJson } },
      refusals: ['unknown_projection', 'not_table_owner'],
      async handle({ params: { name }, context, caller }) {
        const position = await change(name, 'rebuild', causeOf(context, caller));
        return { status: 202, body: { message: 'A projector fills the new version.' }, position };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/projections/{name}/promote',
      operation: 'promoteProjection',
      summary: 'Puts the new version of a read model in the place of the serving one, which stays beside it.',
      tag,
      auth: 'service',
      permission: 'operations:write',
      params,
      body: promotion,
      answers: { 200: { description: 'The new version serves.', body: messageJson } },
      refusals: [
        'unknown_projection',
        'no_standby_version',
        'version_lags',
        'version_parked',
        'versions_differ',
        'not_table_owner',
      ],
      async handle({ params: { name }, body, context, caller }) {
        const position = await change(name, 'promote', causeOf(context, caller), body.accept_difference);
        return { status: 200, body: { message: 'The new version serves.' }, position };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/projections/{name}/rollback',
      operation: 'rollBackProjection',
      summary: 'Puts the former version of a read model back in its place.',
      tag,
      auth: 'service',
      permission: 'operations:write',
      params,
      answers: { 200: { description: 'The former version serves again.', body: messageJson } },
      refusals: ['unknown_projection', 'no_standby_version', 'version_lags', 'not_table_owner'],
      async handle({ params: { name }, context, caller }) {
        const position = await change(name, 'roll_back', causeOf(context, caller));
        return { status: 200, body: { message: 'The former version serves again.' }, position };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/projections/{name}/discard',
      operation: 'discardProjectionVersion',
      summary: 'Drops the version of a read model that does not serve.',
      tag,
      auth: 'service',
      permission: 'operations:write',
      params,
      answers: { 200: { description: 'The version is dropped.', body: messageJson } },
      refusals: ['unknown_projection', 'no_standby_version', 'not_table_owner'],
      async handle({ params: { name }, context, caller }) {
        const position = await change(name, 'discard', causeOf(context, caller));
        return { status: 200, body: { message: 'The version is dropped.' }, position };
      },
    }),
  ];
}
