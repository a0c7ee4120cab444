import autocannon from 'autocannon';
import { percentile } from './measure.js';

/** What is asked, as often as it can be, over connections that are kept open. */
export interface Load {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes the body of each request. */
  readonly body?: () => unknown;
  /** Gets the body of each answer. */
  readonly onAnswer?: (body: string) => void;
  readonly clients: number;
  readonly seconds: number;
  /** Requests in a second, all clients together; as many as are answered unless said. */
  readonly rate?: number;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds from the request to the whole answer. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Loads a server in another process.
 *
 * @throws Error anything but 2xx was answered: a refusal is cheaper than the work
 */
export async function load({
  url,
  method,
  headers,
  body,
  onAnswer,
  clients,
  seconds,
  rate,
}: Load): Promise<LoadResult> {
  const times: number[] = [];
  const result = await autocannon({
    url,
    connections: clients,
    duration: seconds,
    // Its own statistics are in whole milliseconds.
    setupClient: (client) => client.on('response', (_status, _bytes, ms) => times.push(ms)),
    ...(rate !== undefined && { overallRate: rate }),
    requests: [
      {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && {
          setupRequest: (request) => ({ ...request, body: JSON.stringify(body()) }),
        }),
        ...(onAnswer !== undefined && {
          onResponse: (_status, answer) => {
            onAnswer(answer);
          },
        }),
      },
    ],
  });
  if (result.non2xx + result.errors > 0) {
    throw new Error(
      `${String(result.non2xx)} refusals and ${String(result.errors)} errors of ${method} ${url}.`,
    );
  }
  return {
    perSecond: result['2xx'] / result.duration,
    p50: percentile(times, 50),
    p99: percentile(times, 99),
  };
}
