import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { Request } from 'express';
import type { Scope } from '../../../domain/api-key/scopes.js';
import type { Source } from '../../../eventstore/codec.js';
import { Problem } from '../problems/problem.js';
import { isCleanText } from '../../../domain/clean-text.js';
import type { SessionId, UserId } from '../../../domain/ids.js';

/** What every handler knows of the request beside its input. */
export interface RequestContext {
  /** Also the `correlation_id` of every event that the request causes. */
  readonly requestId: string;
  readonly commandId: string;
  readonly now: Date;
  readonly source: Source;
  readonly browser: Browser;
}

/** What a browser brings along by itself. */
export interface Browser {
  /** Whether a page of ours has made the request; without that, cookies count for nothing. */
  readonly fromOwnPage: boolean;
  /** The refresh token that it keeps. */
  readonly refreshToken: string | null;
  /** What it shows to be the one in which a sign-in at a provider was begun. */
  readonly secret: string | null;
}

export type Caller =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'service';
      /** `service`, or `api_key:<id>`. */
      readonly actor: string;
      readonly scopes: ReadonlySet<Scope>;
    }
  | {
      readonly kind: 'user';
      readonly userId: UserId;
      readonly sessionId: SessionId;
      /** Whether a browser keeps the tokens of the session. */
      readonly byCookie: boolean;
    };

/** A caller in a word, as events name who caused them. */
export function actorOf(caller: Caller): string {
  if (caller.kind === 'service') return caller.actor;
  return caller.kind === 'user' ? `user:${caller.userId}` : caller.kind;
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;
const LONGEST_USER_AGENT = 256;

/** The id that the client sent, if it is usable, or a new one. */
export function requestIdOf(request: Request): string {
  const given = request.get('x-request-id');
  return given !== undefined && REQUEST_ID.test(given) ? given : randomUUID();
}

/**
 * The address that a request came from: of the connection, or, where that is from a trusted proxy, what the proxy says.
 * Nothing else that a client sends changes it.
 */
export function addressOf(request: Request): string {
  const { ip = '', socket } = request;
  return (isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip).replace(/^::ffff:(?=[\d.]+$)/i, '');
}

/**
 * Where a request came from, and what the client calls itself.
 *
 * @throws Problem the user agent has characters that no store takes
 */
export function sourceOf(request: Request): Source {
  const userAgent = request.get('user-agent') ?? '';
  if (!isCleanText(userAgent)) {
    const errors = [
      { pointer: '#User-Agent', code: 'invalid_characters', detail: 'The header is not clean text.' },
    ];
    throw new Problem('invalid_input', { errors });
  }
  return { ip: addressOf(request), userAgent: userAgent.slice(0, LONGEST_USER_AGENT) };
}
