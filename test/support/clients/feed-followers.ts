import { setTimeout as sleep } from 'node:timers/promises';

/** An event as a consumer gets it. */
export interface FollowedEvent {
  readonly id: string;
  readonly type: string;
  readonly position: string;
  readonly subject?: string;
}

/** A consumer of the public events that outlasts every outage of the service. */
export interface Follower {
  /** The events in the order of their arrival, with repeats. */
  readonly events: readonly FollowedEvent[];
  stop(): Promise<void>;
}

interface Source {
  /** Returns the URL of the service, which may have moved since the last request. */
  readonly url: () => string;
  readonly token: string;
  /** The position after which the consumer begins. */
  readonly after: string;
}

/** Reads on after a position until the service or the signal ends it, and returns the position that was reached. */
type Read = (
  source: Source,
  after: string,
  signal: AbortSignal,
  take: (event: FollowedEvent) => void,
) => Promise<string>;

const PAUSE_MS = 100;
const WAIT_SECONDS = 5;

/** Follows the feed with long polling. */
export function pullFollower(source: Source): Follower {
  return follower(source, async ({ url, token }, after, signal, take) => {
    const query = `after=${after}&limit=1000&wait=${String(WAIT_SECONDS)}`;
    const answer = await fetch(`${url()}/v1/events?${query}`, { headers: bearer(token), signal });
    if (!answer.ok) throw new Error(`The feed answers ${String(answer.status)}.`);
    const page = (await answer.json()) as { items: FollowedEvent[]; next: string };
    page.items.forEach(take);
    return page.next;
  });
}

/** Follows the stream of Server-Sent Events, and reconnects with the last id. */
export function streamFollower(source: Source): Follower {
  return follower(source, async ({ url, token }, after, signal, take) => {
    const headers = { ...bearer(token), 'last-event-id': after };
    const answer = await fetch(`${url()}/v1/events/stream`, { headers, signal });
    if (!answer.ok || answer.body === null) throw new Error(`The stream answers ${String(answer.status)}.`);
    let reached = after;
    let text = '';
    try {
      for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
        const messages = (text + chunk).split('\n\n');
        text = messages.pop() ?? '';
        for (const message of messages) {
          const data = /^data: (.*)$/m.exec(message)?.[1];
          if (data !== undefined) take(JSON.parse(data) as FollowedEvent);
          reached = /^id: (.*)$/m.exec(message)?.[1] ?? reached;
        }
      }
    } catch {
      // The connection is lost. A new one resumes after the last whole message.
    }
    return reached;
  });
}

function follower(source: Source, read: Read): Follower {
  const events: FollowedEvent[] = [];
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    for (let after = source.after; !signal.aborted;) {
      try {
        after = await read(source, after, signal, ({ id, type, position, subject }) => {
          // Without its data, so that a long load fits in memory.
          events.push({ id, type, position, ...(subject !== undefined && { subject }) });
        });
      } catch {
        await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  const running = run();
  return {
    events,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

function bearer(token: string) {
  return { authorization: `Bearer ${token}` };
}
