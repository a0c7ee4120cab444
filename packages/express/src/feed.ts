import { FOLLOWED_TYPES } from './ended-sessions.js';
import type { SessionEnd } from './ended-sessions.js';
import { fieldsOf, listIn, numberIn, textIn } from './json.js';

export interface FeedPage {
  readonly items: readonly SessionEnd[];
  readonly next: string;
  /** True if there was no further event. */
  readonly caughtUp: boolean;
}

/** The service refuses the request: the API key, its scope, or the position. */
export class FeedRefused extends Error {
  override readonly name = 'FeedRefused';
  constructor(
    readonly status: number,
    answer: string,
  ) {
    super(`Credence refuses to serve its feed with ${status}: ${answer}`);
  }
}

const PAGE_SIZE = 1000;
/** Time for an answer, in addition to the wait. */
const ANSWER_MS = 5000;

/** Reads the next events that end sessions from the feed of a Credence. */
export class Feed {
  constructor(
    private readonly issuer: string,
    private readonly apiKey: string,
    private readonly stopping: AbortSignal,
  ) {}

  /**
   * Returns the events after a position or a time, or waits for the first one.
   *
   * @throws FeedRefused the service refuses the request
   * @throws Error the service is unreachable or answers nonsense
   */
  async read(after: string, waitSeconds: number): Promise<FeedPage> {
    const query = new URLSearchParams({
      after,
      wait: String(waitSeconds),
      limit: String(PAGE_SIZE),
      type: FOLLOWED_TYPES.join(','),
    });
    const timeout = AbortSignal.timeout(waitSeconds * 1000 + ANSWER_MS);
    const response = await fetch(`${this.issuer}/v1/events?${query.toString()}`, {
      headers: { Authorization: `Bearer ${this.apiKey}` },
      signal: AbortSignal.any([this.stopping, timeout]),
      // The API key is meant for the issuer alone.
      redirect: 'error',
    });
    const text = await response.text();
    if (isRefusal(response.status)) throw new FeedRefused(response.status, text);
    if (!response.ok) throw new Error(`The feed of Credence answers ${response.status}.`);
    return pageOf(JSON.parse(text));
  }
}

/** Tells whether a status blames the request itself, so that a repeat has the same result. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

function pageOf(body: unknown): FeedPage {
  const page = fieldsOf(body);
  return {
    items: listIn(page, 'items').map((item) => {
      const event = fieldsOf(item);
      const kept = fieldsOf(event['data'])['kept_session'];
      return {
        stream: textIn(event, 'stream'),
        subject: textIn(event, 'subject'),
        revision: numberIn(event, 'revision'),
        keptSession: typeof kept === 'string' ? kept : null,
      };
    }),
    next: textIn(page, 'next'),
    caughtUp: page['caught_up'] === true,
  };
}
