import { DomainError } from '../domain-error.js';
import type { RefreshEvent } from './events.js';
import type { Family } from './refresh.js';

/** The token is forged, used up or expired, or its session is over; which of them is nobody's business. */
export class InvalidRefreshToken extends DomainError {
  readonly code = 'invalid_refresh_token';
}

export interface RefreshLifetimes {
  /** From the sign-in, however often the tokens are used. */
  readonly refreshTtlMs: number;
  /** From one use to the next. */
  readonly refreshIdleTtlMs: number;
  /**
   * How long a replaced token still leads to its successor: for an answer that was lost, and for windows of one
   * browser that refresh side by side. 0: never.
   */
  readonly refreshGraceMs: number;
}

/** The first token of a family comes with the sign-in. */
export function startFamily(
  family: Family,
  userId: string,
  { refreshTtlMs, refreshIdleTtlMs }: RefreshLifetimes,
  now: Date,
): RefreshEvent[] {
  if (family.status !== 'unknown') return [];
  const expires = later(now, refreshTtlMs);
  return [issued(userId, 0, expires, earlier(expires, later(now, refreshIdleTtlMs)))];
}

/**
 * The newest token is replaced by the next. The one before it leads to that same next one for a moment. Any
 * other was stolen, by whom who presents it or by whom who used it before: the family is over.
 *
 * @throws InvalidRefreshToken there is no such token, or it has expired
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

/** Whether the newest token is the immediate successor of this one, and has not been that for long. */
export function isWithinGrace(
  family: Family,
  generation: number,
  { refreshGraceMs }: Pick<RefreshLifetimes, 'refreshGraceMs'>,
  now: Date,
): boolean {
  return (
    family.status === 'alive' &&
    generation === family.generation - 1 &&
    // A clock that is behind must not bring back what is turned off.
    refreshGraceMs > 0 &&
    now.getTime() - family.issuedAt.getTime() <= refreshGraceMs
  );
}

function issued(userId: string, generation: number, expires: Date, idleExpires: Date): RefreshEvent {
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
