import { SERVICE_TOKEN } from '../server/credence.js';
import type { Credence } from '../server/credence.js';
import { waitFor } from './wait-for.js';
import { HISTORY } from '../../../src/projections/views/audit/projection.js';
import { AUDIT } from '../../../src/projections/views/audit-trail/projection.js';

const PAGE = 200;

/** Returns every item of a list of the admin API, page by page. */
export async function listAll(credence: Credence, path: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let cursor: string | null = null;
  do {
    const cursorQuery: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const query = `${path.includes('?') ? '&' : '?'}limit=${PAGE}${cursorQuery}`;
    const { body } = await credence.call('GET', path + query, { token: SERVICE_TOKEN });
    items.push(...body.items);
    cursor = body.next_cursor;
  } while (cursor !== null);
  return items;
}

/** Returns the types of a user's events in log order. Omits those of mails, whose order the mail server decides. */
export async function listEventTypes(credence: Credence, userId: string): Promise<unknown[]> {
  const events = await listAll(credence, `/v1/users/${userId}/events`);
  return events.map(({ type }) => type).filter((type) => type !== 'MailSent' && type !== 'MailFailed');
}

/**
 * Waits until every reader that an answer may wait for has processed the whole log. Requires that no writes are in
 * progress.
 */
export async function waitForReaders(credence: Credence): Promise<void> {
  await waitForHead(credence, (reader) => reader !== AUDIT && reader !== HISTORY);
}

/** Waits until every reader has processed the whole log, also those whose events gather for a second. */
export async function waitForEveryReader(credence: Credence): Promise<void> {
  await waitForHead(credence, () => true);
}

async function waitForHead(credence: Credence, isAwaited: (reader: unknown) => boolean): Promise<void> {
  await waitFor('the readers reach the head of the log', async () => {
    const { status, body } = await credence.call('GET', '/v1/projections', { token: SERVICE_TOKEN });
    if (status !== 200 || !('head' in body)) return false;
    return body.items.every(({ reader, position }) => !isAwaited(reader) || position === body.head);
  });
}

/** Returns the value of a series, such as `name{label="value"}`, or undefined if `GET /metrics` does not list it. */
export async function readMetric(credence: Credence, series: string): Promise<number | undefined> {
  const response = await fetch(`${credence.url}/metrics`, {
    headers: { authorization: `Bearer ${SERVICE_TOKEN}` },
  });
  const lines = (await response.text()).split('\n');
  const line = lines.find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}
