import { partsOf } from './destination.js';
import type { Destination } from './destination.js';
import type { Report } from './report.js';

export interface SegmentSettings {
  /** URL of the batches of a service with the HTTP API of Segment. */
  readonly url: string;
  readonly writeKey: string;
}

/** Far below the 500 kB of a batch. */
const MAX_EVENTS = 100;

/** Sends reports to a service with the HTTP API of Segment, which ignores a repeated `messageId`. */
export function segment({ url, writeKey }: SegmentSettings): Destination {
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
  return {
    name: 'segment',
    requestsOf: (reports) =>
      partsOf(reports, MAX_EVENTS).map((part) => ({
        url,
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ batch: part.map(messageOf) }),
        ids: part.map(({ id }) => id),
      })),
  };
}

function messageOf({ id, person, name, method, at }: Report): object {
  return {
    type: 'track',
    event: name,
    messageId: id,
    anonymousId: person,
    timestamp: at.toISOString(),
    properties: method === null ? {} : { method },
    // Without an address in the context, the service does not look for one in the connection.
    context: { ip: '0.0.0.0' },
  };
}
