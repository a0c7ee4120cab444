import createClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';
import { followEvents } from './events.js';
import type { CloudEvent, FollowOptions } from './events.js';
import { withPositions } from './positions.js';
import { withRetries } from './retries.js';
import type { paths } from './schema.js';
import { withSession } from './session.js';
import { memoryStore } from './tokens.js';
import type { TokenStore } from './tokens.js';
import type { Transport } from './transport.js';

export type { CloudEvent, FollowOptions } from './events.js';
export { Problem, unwrap } from './problem.js';
export type { ProblemBody, ProblemCode } from './problem.js';
export type { components, operations, paths } from './schema.js';
export { memoryStore, webStore } from './tokens.js';
export type { Tokens, TokenStore, WebLocks, WebStorage } from './tokens.js';

export interface CredenceOptions {
  /** The base URL of the service, without a slash at the end. */
  readonly url: string;
  /** The session of a person; in memory by default. */
  readonly store?: TokenStore;
  /** An API key or the service token, in place of a session. */
  readonly apiKey?: string;
  /** Is called when the service has ended the session. */
  readonly onSignedOut?: () => void;
  /** Sends the requests; the global `fetch` by default. */
  readonly fetch?: Transport;
}

export interface Credence {
  /** Every operation of the API, typed by its document. */
  readonly api: Client<paths>;
  /** Follows the public events. */
  events(options?: FollowOptions): AsyncGenerator<CloudEvent, void, undefined>;
}

/** Creates a client of one service for one person, or for one API key. */
export function createCredence(options: CredenceOptions): Credence {
  const { url, store = memoryStore(), apiKey, onSignedOut = () => undefined } = options;
  const send: Transport = options.fetch ?? ((request) => fetch(request));
  const reliable = withRetries(withPositions(send));
  const transport =
    apiKey === undefined ? withSession(reliable, { url, store, onSignedOut }) : withApiKey(reliable, apiKey);
  return {
    api: createClient<paths>({ baseUrl: url, fetch: transport }),
    events: (follow) => followEvents(transport, url, follow),
  };
}

function withApiKey(transport: Transport, apiKey: string): Transport {
  return (request) => {
    request.headers.set('Authorization', `Bearer ${apiKey}`);
    return transport(request);
  };
}
