import { SERVICE_TOKEN } from '../server/credence.js';
import type { Credence } from '../server/credence.js';
import { waitFor } from './wait-for.js';

const PAGE = 200;

/** Returns every item of a list of the admin API, page by page. */
export async function listAll(credence: Credence, path: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let cursor: string | null = null;
  do {
    const cursorQuery: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await credence.call('GET', `${path}?limit=${PAGE}${cursorQuery}`, {
      token: SERVICE_TOKEN,
    });
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

/** Waits until every projection has processed the whole log. Requires that no writes are in progress. */
export async function waitForReaders(credence: Credence): Promise<void> {
  await waitFor('every projection reaches the head of the log', async () => {
    const { status, body } = await credence.call('GET', '/v1/projections', { token: SERVICE_TOKEN });
    return status === 200 && 'head' in body && body.items.every(({ position }) => position === body.head);
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
