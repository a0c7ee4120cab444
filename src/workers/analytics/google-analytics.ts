import { partsOf } from './destination.js';
import type { Destination } from './destination.js';
import type { Report } from './report.js';

export interface GoogleAnalyticsSettings {
  readonly url: string;
  readonly measurementId: string;
  readonly apiSecret: string;
}

/** The most events in a request, and the longest value of a parameter (Measurement Protocol of Google Analytics 4). */
const MAX_EVENTS = 25;
const MAX_VALUE = 100;
const MICROS_PER_MS = 1000;
/** Hexadecimal digits of 32 bits. */
const HALF = 8;

/** Sends reports to Google Analytics 4 by its Measurement Protocol. A request is about one person. */
export function googleAnalytics({ url, measurementId, apiSecret }: GoogleAnalyticsSettings): Destination {
  const target = new URL(url);
  target.searchParams.set('measurement_id', measurementId);
  target.searchParams.set('api_secret', apiSecret);

  return {
    name: 'google-analytics',
    requestsOf(reports) {
      const byPerson = new Map<string, Report[]>();
      for (const report of reports)
        byPerson.set(report.person, [...(byPerson.get(report.person) ?? []), report]);
      return [...byPerson].flatMap(([person, ofPerson]) =>
        partsOf(ofPerson, MAX_EVENTS).map((part) => ({
          url: target.href,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            client_id: clientIdOf(person),
            // Nobody has agreed to the use of these numbers for advertising.
            consent: { ad_user_data: 'DENIED', ad_personalization: 'DENIED' },
            events: part.map(eventOf),
          }),
          ids: part.map(({ id }) => id),
        })),
      );
    },
  };
}

/** Returns a pseudonym in the form of the ids that Google's own script makes: two numbers of 32 bits. */
function clientIdOf(person: string): string {
  const halves = [person.slice(0, HALF), person.slice(HALF, 2 * HALF)];
  return halves.map((digits) => String(Number.parseInt(digits, 16))).join('.');
}

function eventOf({ id, name, method, at }: Report): object {
  return {
    name,
    timestamp_micros: at.getTime() * MICROS_PER_MS,
    params: { message_id: id, ...(method !== null && { method: method.slice(0, MAX_VALUE) }) },
  };
}
