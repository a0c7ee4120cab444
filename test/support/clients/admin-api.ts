import { SERVICE_TOKEN } from '../server/credence.js';
import type { Credence } from '../server/credence.js';
import { waitFor } from './wait-for.js';

const PAGE = 200;

/** Every item of a list, page by page, as an administrator reads it. */
export async function listAll(credence: Credence, path: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await credence.call('GET', `${path}?limit=${PAGE}${from}`, { token: SERVICE_TOKEN });
    items.push(...body.items);
    cursor = body.next_cursor;
  } while (cursor !== null);
  return items;
}

/** The types of a person's events in log order, without those of mails, whose place depends on the mail server. */
export async function listEventTypes(credence: Credence, userId: string): Promise<unknown[]> {
  const events = await listAll(credence, `/v1/users/${userId}/events`);
  return events.map(({ type }) => type).filter((type) => type !== 'MailSent' && type !== 'MailFailed');
}

/** Waits until every reader stands at the head of a log that is at rest. */
export async function waitForReaders(credence: Credence): Promise<void> {
  await waitFor('every reader stands at the head', async () => {
    const { status, body } = await credence.call('GET', '/v1/projections', { token: SERVICE_TOKEN });
    return status === 200 && 'head' in body && body.items.every(({ position }) => position === body.head);
  });
}

/** The value of a metric with these labels, as `GET /metrics` shows it; undefined where it is not there. */
export async function readMetric(credence: Credence, series: string): Promise<number | undefined> {
  const response = await fetch(`${credence.url}/metrics`, {
    headers: { authorization: `Bearer ${SERVICE_TOKEN}` },
  });
  const line = (await response.text()).split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}
