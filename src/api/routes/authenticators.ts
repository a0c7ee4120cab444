import { z } from 'zod';
import { readFactors } from '../../commands/factors/read-factors.js';
import { factorIdSchema, userIdSchema } from '../../domain/ids.js';
import { requireFactor } from '../../domain/user/factors/factor-decisions.js';
import { factorKind } from '../../domain/user/factors/factor-events.js';
import { START } from '../../eventstore/port.js';
import { providerName } from '../../security/webauthn/provider-names.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Users';

const holdersJson = z
  .strictObject({
    items: z.array(
      z.strictObject({
        factor_id: z.uuid(),
        user_id: z.uuid(),
        kind: factorKind,
        aaguid: z.string().nullable().meta({ description: 'The model of a passkey or a security key.' }),
        provider_name: z.string().nullable(),
        added_at: z.iso.datetime(),
      }),
    ),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'FactorHolders' });

const usesJson = z
  .strictObject({
    items: z.array(
      z.strictObject({
        used_at: z.iso.datetime(),
        purpose: z.enum(['sign_in', 'step_up']),
        session_id: z.uuid(),
      }),
    ),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'FactorUses' });

/** Routes with which services find the holders of a model of authenticators, and the uses of a factor. */
export function authenticatorRoutes({ commands, readModels }: RouteDependencies): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/authenticators',
      operation: 'listAuthenticators',
      summary: 'Lists the factors of all accounts, by their model or kind.',
      tag,
      auth: 'service',
      permission: 'mfa:read',
      query: pageQuery.extend({ aaguid: z.guid().toLowerCase().optional(), kind: factorKind.optional() }),
      answers: { 200: { description: 'A page of factors.', body: holdersJson } },
      refusals: ['invalid_cursor'],
      async handle({ query: { aaguid = null, kind = null, cursor, limit } }) {
        const after = cursor === undefined ? START : decodeCursor(cursor, positionText);
        const rows = await readModels.listFactors({ aaguid, kind }, { after, limit });
        const items = rows.map(({ position: _, added_at: added, ...row }) => ({
          ...row,
          provider_name: row.aaguid === null ? null : providerName(row.aaguid),
          added_at: added.toISOString(),
        }));
        return { status: 200, body: { items, next_cursor: cursorAfter(rows, limit) } };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/users/{user_id}/factors/{factor_id}/uses',
      operation: 'listFactorUses',
      summary: 'Lists the sign-ins and step-ups that a factor has proved, newest first.',
      tag,
      auth: 'service',
      permission: 'mfa:read',
      params: z.strictObject({ user_id: userIdSchema, factor_id: factorIdSchema }),
      query: pageQuery,
      answers: { 200: { description: 'A page of uses.', body: usesJson } },
      refusals: ['unknown_user', 'unknown_factor', 'invalid_cursor'],
      async handle({ params: { user_id: userId, factor_id: factorId }, query: { cursor, limit } }) {
        const before = cursor === undefined ? null : decodeCursor(cursor, positionText);
        const { account } = await readFactors(commands.log, userId);
        const rows = await readModels.listFactorUses({ userId, factorId }, { before, limit });
        // The uses outlive the factor.
        if (rows.length === 0 && before === null) requireFactor(account, factorId);
        const items = rows.map(({ session_id, purpose, used_at: used }) => ({
          used_at: used.toISOString(),
          purpose,
          session_id,
        }));
        return { status: 200, body: { items, next_cursor: cursorAfter(rows, limit) } };
      },
    }),
  ];
}

function cursorAfter(rows: readonly { readonly position: string }[], limit: number): string | null {
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return last === undefined ? null : encodeCursor(last.position);
}
