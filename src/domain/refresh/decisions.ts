import { DomainError } from '../domain-error.js';
import type { UserId } from '../ids.js';
import type { RefreshEvent } from './events.js';
import type { Family } from './refresh.js';

/** The token is forged, used or expired, or its session has ended. The client does not learn which. */
export class InvalidRefreshToken extends DomainError {
  readonly code = 'invalid_refresh_token';
}

export interface RefreshLifetimes {
  /** The lifetime of a family from the sign-in, however often its tokens are used. */
  readonly refreshTtlMs: number;
  /** The lifetime of a token from its issue. */
  readonly refreshIdleTtlMs: number;
  /**
   * The grace period in which a replaced token still returns its successor. It covers lost answers and windows of one
   * browser that refresh concurrently. 0 disables it.
   */
  readonly refreshGraceMs: number;
}

/** Issues the first token of a family. Does nothing for a family that has started. */
export function startFamily(
  family: Family,
  userId: UserId,
  { refreshTtlMs, refreshIdleTtlMs }: RefreshLifetimes,
  now: Date,
): RefreshEvent[] {
  if (family.status !== 'unknown') return [];
  const expires = later(now, refreshTtlMs);
  return [issued(userId, 0, expires, earlier(expires, later(now, refreshIdleTtlMs)))];
}

/**
 * Replaces the newest token by the next one. During the grace period the previous token returns that next one, without
 * an event. Reuse of any other token means theft, so the family is revoked.
 *
 * @throws InvalidRefreshToken the token does not exist or has expired
 */
export function rotate(
  family: Family,
  generation: number,
  lifetimes: RefreshLifetimes,
  now: Date,
): RefreshEvent[] {
  if (family.status !== 'alive' || generation > family.generation) throw new InvalidRefreshToken();
  const { userId, expires, idleExpires } = family;
  if (now >= expires || now >= idleExpires) throw new InvalidRefreshToken();
  if (generation === family.generation) {
    return [
      issued(userId, generation + 1, expires, earlier(expires, later(now, lifetimes.refreshIdleTtlMs))),
    ];
  }
  if (isWithinGrace(family, generation, lifetimes, now)) return [];
  return [{ type: 'RefreshTokenReused', data: { user_id: userId, generation } }];
}

/** Tells whether a token is the direct predecessor of the newest one, within the grace period. */
export function isWithinGrace(
  family: Family,
  generation: number,
  { refreshGraceMs }: Pick<RefreshLifetimes, 'refreshGraceMs'>,
  now: Date,
): boolean {
  return (
    family.status === 'alive' &&
    generation === family.generation - 1 &&
    // A clock that runs behind must not enable a disabled grace period.
    refreshGraceMs > 0 &&
    now.getTime() - family.issuedAt.getTime() <= refreshGraceMs
  );
}

function issued(userId: UserId, generation: number, expires: Date, idleExpires: Date): RefreshEvent {
  return {
    type: 'RefreshTokenIssued',
    data: {
      user_id: userId,
      generation,
      expires_at: expires.toISOString(),
      idle_expires_at: idleExpires.toISOString(),
    },
  };
}

function later(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}
