import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { Request } from 'express';
import type { Permission } from '../../../domain/permissions.js';
import type { OrganizationId, SessionId, UserId } from '../../../domain/ids.js';
import type { Authority } from '../../../domain/roles/escalation.js';
import type { AssuranceLevel } from '../../../domain/user/factors/assurance.js';
import type { Source } from '../../../eventstore/codec.js';
import { requestIdFrom } from '../../../runtime/tracing/trace-ids.js';
import { recordedText } from './recorded-text.js';

/** The facts about a request that every handler receives beside its input. */
export interface RequestContext {
  /** Also the `correlation_id` of every event that the request causes. */
  readonly requestId: string;
  readonly commandId: string;
  /** False if the client named the command by an `Idempotency-Key`, and may have sent it before. */
  readonly isNewCommand: boolean;
  readonly now: Date;
  readonly source: Source;
  readonly browser: Browser;
  /** The query as it arrived, without its `?`: some signatures cover its octets. */
  readonly rawQuery: string;
}

/** The state that a browser sends on its own. */
export interface Browser {
  /** True if a page of an allowed origin made the request. Otherwise its cookies are ignored. */
  readonly isSameOrigin: boolean;
  /** The refresh token in its cookies. */
  readonly refreshToken: string | null;
  /** The token of a trusted device in its cookies, from a page of an allowed origin. */
  readonly deviceToken: string | null;
  /** The secret that binds flows at identity providers to this browser. */
  readonly secret: string | null;
  /** The secret that binds sign-ins by SAML to this browser. */
  readonly samlSecret: string | null;
}

/** A caller with the access token of a session. */
export interface SignedInUser {
  readonly kind: 'user';
  readonly userId: UserId;
  readonly sessionId: SessionId;
  /** The level that the session has proved. */
  readonly acr: AssuranceLevel;
  /** Time of the newest proof of that level. */
  readonly authTime: Date;
  /** True if the access token came in a cookie. */
  readonly byCookie: boolean;
  /** The administrator who acts as the user, or null. */
  readonly impersonator: UserId | null;
  /** The organisation that the access token is for; null for the token of a session. */
  readonly organizationId: OrganizationId | null;
}

/** A person that calls a route of services by the permissions of the own roles. */
export interface Administrator {
  readonly kind: 'administrator';
  /** `user:<id>`. */
  readonly actor: string;
  readonly userId: UserId;
  /** The caller, like the owner of an API key. */
  readonly person: UserId;
  readonly sessionId: SessionId;
  readonly acr: AssuranceLevel;
  /** Time of the newest proof of that level. */
  readonly authTime: Date;
  readonly scopes: ReadonlySet<Permission>;
  /** The permissions that the caller may pass on. */
  readonly authority: Authority;
  readonly expires: null;
}

/** A person that calls a route of an organisation by a membership, or by the permissions of the own roles. */
export interface Member extends Omit<Administrator, 'kind'> {
  readonly kind: 'member';
}

export type Caller =
  | { readonly kind: 'anonymous' }
  | {
      readonly kind: 'service';
      /** `service`, or `api_key:<id>`. */
      readonly actor: string;
      readonly userId: null;
      /** The owner of the API key; null: it belongs to no person. */
      readonly person: UserId | null;
      readonly scopes: ReadonlySet<Permission>;
      readonly authority: Authority;
      /** The expiry of the API key; null for the service token, which does not expire. */
      readonly expires: Date | null;
      /** The organisation of the API key, which opens no other; null: it is no key of an organisation. */
      readonly organizationId: OrganizationId | null;
    }
  | Administrator
  | Member
  | SignedInUser;

/** Returns the name of a caller in events and logs: the administrator who acts as a user, not that user. */
export function actorOf(caller: Caller): string {
  if ('actor' in caller) return caller.actor;
  return caller.kind === 'user' ? `user:${caller.impersonator ?? caller.userId}` : caller.kind;
}

/** Tells whether the caller is an administrator who acts as a user. */
export function isImpersonated(caller: Caller): boolean {
  return caller.kind === 'user' && caller.impersonator !== null;
}

/** Returns the name of the user as whom an administrator acts, or null. */
export function representedBy(caller: Caller): string | null {
  return caller.kind === 'user' && caller.impersonator !== null ? `user:${caller.userId}` : null;
}

const REQUEST_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** Returns the `X-Request-Id` of the client if it is well-formed, the ids of its `traceparent`, or a new id. */
export function requestIdOf(request: Request): string {
  const header = request.get('x-request-id');
  if (header !== undefined && REQUEST_ID.test(header)) return header;
  return requestIdFrom(request.get('traceparent')) ?? randomUUID();
}

/**
 * Returns the IP address of the client. Behind a trusted proxy it is the address that the proxy reports; otherwise it is
 * the address of the connection. No other header affects it.
 */
export function addressOf(request: Request): string {
  const { ip = '', socket } = request;
  return (isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip).replace(/^::ffff:(?=[\d.]+$)/i, '');
}

/** Returns the address and the user agent of a request. */
export function sourceOf(request: Request): Source {
  return { ip: addressOf(request), userAgent: recordedText(request.get('user-agent') ?? '') };
}
