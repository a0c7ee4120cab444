import { z } from 'zod';
import { disownActivity } from '../../commands/sessions/disown-activity.js';
import { isEphemeral, personOf } from '../../domain/event-catalog.js';
import type { EventId, UserId } from '../../domain/ids.js';
import { eventIdSchema } from '../../domain/ids.js';
import { knownPosition } from '../../eventstore/known-position.js';
import type { StoredEvent } from '../../eventstore/port.js';
import { historyPageJson, toHistoryEntry } from '../answers/history-entry.js';
import { SHOWN_TYPES } from '../../domain/public-events/history-words.js';
import { messageJson } from '../answers/message-json.js';
import { clearedCookieHeaders, clearSessionCookies } from '../http/authentication/session-cookies.js';
import { Problem } from '../http/problems/problem.js';
import { causeOf } from '../http/requests/cause.js';
import { decodeCursor, encodeCursor, pageQuery } from '../http/requests/cursor.js';
import { positionText } from '../http/requests/position.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Own account';
const eventPath = z.strictObject({ id: z.string().regex(/^[\w-]{1,64}$/) });

/** A proof that an event of the caller is in the signed log. */
const eventProofJson = z
  .strictObject({
    proof: z.string().meta({ description: 'A proof file (C2SP tlog-proof).' }),
    keys: z.array(z.string()).meta({ description: 'The public keys of the log (C2SP signed-note).' }),
  })
  .meta({ id: 'EventProof' });

/** Routes with which users read their history, and report what they did not do. */
export function ownHistoryRoutes({ commands, cookies, proofs, readModels }: RouteDependencies): Route[] {
  const { log } = commands;

  /** Returns the id of an event in the history of a user, or null. */
  async function findOwnEvent(userId: UserId, place: string): Promise<EventId | null> {
    const position = await knownPosition(log.store, place);
    const event = position === null ? null : await log.store.eventAt(position);
    if (event === null || isEphemeral(event.stream) || !SHOWN_TYPES.includes(event.type)) return null;
    return personOf(event.stream, event.data) === userId ? eventIdSchema.parse(event.id) : null;
  }

  /** Returns the proof of an own event, or null if no signed checkpoint covers it yet. */
  async function proveOwnEvent(userId: UserId, place: string): Promise<string | null> {
    return (await findOwnEvent(userId, place)) === null ? null : await proofs.proveEvent(place);
  }

  return [
    defineRoute({
      method: 'get',
      path: '/auth/events',
      operation: 'readOwnHistory',
      summary: 'Lists the events of the account of the caller in words, newest first.',
      tag,
      auth: 'user',
      query: pageQuery,
      answers: { 200: { description: 'A page of entries.', body: historyPageJson } },
      refusals: ['invalid_cursor'],
      async handle({ query: { cursor, limit }, caller: { userId } }) {
        const before = cursor === undefined ? null : decodeCursor(cursor, positionText);
        const isWanted = ({ type }: StoredEvent) => SHOWN_TYPES.includes(type);
        const search = { before, until: null, limit, isWanted };
        const events = await log.codec.decode(await readModels.findInHistory(log.store, userId, search));
        const last = events.length === limit ? events.at(-1) : undefined;
        return {
          status: 200,
          body: {
            items: events.map((event) => toHistoryEntry(event, userId)),
            next_cursor: last === undefined ? null : encodeCursor(last.position),
          },
        };
      },
    }),
    defineRoute({
      method: 'get',
      path: '/auth/events/{id}/proof',
      operation: 'proveOwnEvent',
      summary: 'Proves that an event of the caller is in the signed log. The browser can verify the proof.',
      tag,
      auth: 'user',
      params: eventPath,
      answers: { 200: { description: 'The proof and the keys that verify it.', body: eventProofJson } },
      refusals: ['not_found'],
      async handle({ params, caller }) {
        const proof = await proveOwnEvent(caller.userId, params.id);
        if (proof === null)
          throw new Problem('not_found', { detail: 'No signed checkpoint covers such an event.' });
        return { status: 200, body: { proof, keys: await proofs.readKeys() } };
      },
    }),
    defineRoute({
      method: 'post',
      path: '/auth/events/{id}/not-me',
      operation: 'disownEvent',
      summary: 'Reports an event that the caller did not cause: ends all sessions and locks the password.',
      tag,
      auth: 'user',
      params: eventPath,
      answers: {
        200: {
          description: 'All sessions have ended, and only a reset unlocks the sign-in by password.',
          body: messageJson,
          headers: clearedCookieHeaders,
        },
      },
      refusals: ['not_found'],
      async handle({ params, context, caller }) {
        const event = await findOwnEvent(caller.userId, params.id);
        if (event === null) throw new Problem('not_found');
        const { position } = await disownActivity(commands, caller, event, causeOf(context, caller));
        const message = 'All sessions have ended. Set a new password with the link of a reset email.';
        const headers = caller.byCookie ? clearSessionCookies(cookies) : {};
        return { status: 200, body: { message }, position, headers };
      },
    }),
  ];
}
