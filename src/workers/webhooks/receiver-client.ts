import { Agent, request } from 'undici';
import { AddressRefused, publicConnector } from '../../security/webhooks/checked-connections.js';
import type { Resolve } from '../../security/webhooks/checked-connections.js';

/** The answer of a receiver, or the reason why there is none. */
export interface PostResult {
  readonly status: number | null;
  /** The failure in a few words of ours; null for an answer. */
  readonly failure: string | null;
}

/** Sends signed deliveries to receivers. */
export interface ReceiverClient {
  /** Posts a body. It follows no redirect, and never throws. */
  post(url: string, headers: Record<string, string>, body: string, aborted: AbortSignal): Promise<PostResult>;
  close(): Promise<void>;
}

interface ClientOptions {
  /** Connects to private addresses too. */
  readonly allowPrivate: boolean;
  readonly connectMs?: number;
  readonly answerMs?: number;
  /** Replaces the resolver of the system in tests. */
  readonly resolve?: Resolve;
}

const CONNECT_MS = 5000;
const ANSWER_MS = 15_000;
/** The body of an answer is read this far, so that the connection can be used again. It is not stored. */
const MAX_BODY_BYTES = 4096;

const FAILURES: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'connection closed'],
  ['UND_ERR_SOCKET', 'connection closed'],
  ['UND_ERR_CONNECT_TIMEOUT', 'connect timeout'],
  ['ENOTFOUND', 'host not found'],
  ['EAI_AGAIN', 'host not found'],
]);

/** Opens the client of the receivers, which reuses connections. */
export function createReceiverClient({
  allowPrivate,
  connectMs = CONNECT_MS,
  answerMs = ANSWER_MS,
  resolve,
}: ClientOptions): ReceiverClient {
  const agent = new Agent({
    connect: allowPrivate ? { timeout: connectMs } : publicConnector(connectMs, resolve),
    pipelining: 1,
  });
  return {
    async post(url, headers, body, aborted) {
      const { signal, free } = endingSignal(aborted, answerMs);
      try {
        const answer = await request(url, { dispatcher: agent, method: 'POST', headers, body, signal });
        // The status decides. A receiver that never ends its body must not hold the delivery.
        void answer.body
          .dump({ limit: MAX_BODY_BYTES })
          .catch(() => undefined)
          .finally(free);
        return { status: answer.statusCode, failure: null };
      } catch (error) {
        free();
        return { status: null, failure: failureText(error) };
      }
    },
    close: () => agent.destroy(),
  };
}

/**
 * Returns a signal that ends with another one, or after a time, until it is freed. `AbortSignal.any` and
 * `AbortSignal.timeout` took a fifth of the processor time of a delivery.
 */
function endingSignal(outer: AbortSignal, timeoutMs: number): { signal: AbortSignal; free: () => void } {
  const ending = new AbortController();
  const end = () => {
    ending.abort(outer.reason);
  };
  const timer = setTimeout(() => {
    ending.abort(new DOMException('no answer', 'TimeoutError'));
  }, timeoutMs);
  outer.addEventListener('abort', end);
  if (outer.aborted) end();
  return {
    signal: ending.signal,
    free() {
      clearTimeout(timer);
      outer.removeEventListener('abort', end);
    },
  };
}

/** Messages of libraries may contain the URL, which may contain a secret. They are replaced. */
function failureText(error: unknown): string {
  if (error instanceof AddressRefused) return 'address not allowed';
  if (textIn(error, 'name') === 'TimeoutError') return 'answer timeout';
  const code = textIn(error, 'code');
  if (/CERT|TLS|SSL|SELF_SIGNED/.test(code)) return 'certificate not trusted';
  return FAILURES.get(code) ?? 'request failed';
}

function textIn(error: unknown, name: 'name' | 'code'): string {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : '';
}
