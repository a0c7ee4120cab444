import autocannon from 'autocannon';
import { percentile } from './measure.js';

/** A load of requests over keep-alive connections. */
export interface Load {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** Creates the body of each request. */
  readonly body?: () => unknown;
  /** Receives the body of each answer. */
  readonly onAnswer?: (body: string) => void;
  readonly clients: number;
  readonly seconds: number;
  /** Requests per second of all clients together. Unlimited by default. */
  readonly rate?: number;
}

export interface LoadResult {
  readonly perSecond: number;
  /** Milliseconds from the request to the complete answer. */
  readonly p50: number;
  readonly p99: number;
}

/**
 * Sends a load to a server.
 *
 * @throws Error a status other than 2xx: a rejection is cheaper than the measured work
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
    // The statistics of autocannon are in whole milliseconds.
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
      `${String(result.non2xx)} rejections and ${String(result.errors)} errors of ${method} ${url}.`,
    );
  }
  return {
    perSecond: result['2xx'] / result.duration,
    p50: percentile(times, 50),
    p99: percentile(times, 99),
  };
}
