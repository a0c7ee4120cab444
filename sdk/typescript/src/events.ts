import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { components } from './schema.js';
import { Problem, problemOf } from './problem.js';
import { isObject } from './transport.js';
import type { Transport } from './transport.js';

/** A public event. */
export type CloudEvent = components['schemas']['CloudEvent'];

export interface FollowOptions {
  /** The position or time after which the events are wanted: `''` is the start of the log, and the default is now. */
  readonly after?: string;
  readonly type?: string;
  readonly subject?: string;
  /** Ends the iteration. */
  readonly signal?: AbortSignal;
}

const RECONNECT_MS = 1_000;

/**
 * Follows the public events of the service. A lost connection resumes after the last event, without a gap or a repeat.
 *
 * @throws Problem the service refused the request
 */
export async function* followEvents(
  transport: Transport,
  url: string,
  { after, type, subject, signal }: FollowOptions = {},
): AsyncGenerator<CloudEvent, void, undefined> {
  const options = signal === undefined ? {} : { signal };
  let last = after ?? (await headOf(transport, url, options));
  while (signal?.aborted !== true) {
    const query = new URLSearchParams({ after: last });
    if (type !== undefined) query.set('type', type);
    if (subject !== undefined) query.set('subject', subject);
    let pauseMs = RECONNECT_MS;
    try {
      const response = await transport(new Request(`${url}/v1/events/stream?${query.toString()}`, options));
      for await (const { id, data } of messages(response)) {
        yield data;
        last = id;
      }
    } catch (error) {
      if (!isTemporary(error)) throw error;
      if (error instanceof Problem) pauseMs = Math.max(pauseMs, (error.retryAfter ?? 0) * 1000);
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Returns true for a failure that a later attempt may not meet: a lost connection, an overload, an outage. */
function isTemporary(error: unknown): boolean {
  return !(error instanceof Problem) || error.body.status >= 500 || error.body.status === 429;
}

/** Returns the position of the newest event, so that no event is missed before the first message. */
async function headOf(transport: Transport, url: string, options: RequestInit): Promise<string> {
  const response = await transport(new Request(`${url}/v1/events?limit=1`, options));
  const body: unknown = await response.json();
  if (isObject(body) && typeof body['head'] === 'string') return body['head'];
  throw problemOf(body, response);
}

async function* messages(response: Response): AsyncGenerator<{ id: string; data: CloudEvent }> {
  if (!response.ok) throw problemOf(await response.json(), response);
  if (response.body === null) return;
  const parsed = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  for await (const { id, data } of parsed)
    if (id !== undefined) yield { id, data: JSON.parse(data) as CloudEvent };
}
