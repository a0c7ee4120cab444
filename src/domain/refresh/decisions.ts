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
   * The grace period in which a replaced token still returns its successor, wherever it comes from. It covers windows of
   * one browser that refresh concurrently. 0 disables it.
   */
  readonly refreshGraceMs: number;
  /**
   * The longer period in which a replaced token returns its successor to the location that asked for it. It covers answers
   * that a client lost. 0 disables it.
   */
  readonly refreshLostAnswerMs: number;
}

/** A token that a client presents. */
export interface PresentedToken {
  readonly generation: number;
  /** The fingerprint of the client's network and device; null if it is unknown. */
  readonly location: string | null;
}

/** Issues the first token of a family. Does nothing for a family that has started. */
export function startFamily(
  family: Family,
  { userId, location }: { readonly userId: UserId; readonly location: string },
  lifetimes: RefreshLifetimes,
  now: Date,
): RefreshEvent[] {
  if (family.status !== 'unknown') return [];
  const expires = later(now, lifetimes.refreshTtlMs);
  return [issued({ userId, expires }, { generation: 0, location }, lifetimes, now)];
}

/**
 * Replaces the newest token by the next one. While the next one is unused, its direct predecessor returns it again,
 * without an event, within the grace periods. Reuse of any other token means theft, so the family is revoked.
 *
 * @throws InvalidRefreshToken the token does not exist or has expired
 */
export function rotate(
  family: Family,
  { generation, location }: PresentedToken,
  lifetimes: RefreshLifetimes,
  now: Date,
): RefreshEvent[] {
  if (family.status !== 'alive' || generation > family.generation) throw new InvalidRefreshToken();
  if (now >= family.expires || now >= family.idleExpires) throw new InvalidRefreshToken();
  if (generation === family.generation) {
    return [issued(family, { generation: generation + 1, location }, lifetimes, now)];
  }
  if (isWithinGrace(family, { generation, location }, lifetimes, now)) return [];
  return [{ type: 'RefreshTokenReused', data: { user_id: family.userId, generation } }];
}

/**
 * Tells whether a token is the direct predecessor of the newest one, within the grace period. The longer period applies
 * to the location that the newest token was issued to.
 */
export function isWithinGrace(
  family: Family,
  { generation, location }: PresentedToken,
  { refreshGraceMs, refreshLostAnswerMs }: Pick<RefreshLifetimes, 'refreshGraceMs' | 'refreshLostAnswerMs'>,
  now: Date,
): boolean {
  if (family.status !== 'alive' || generation !== family.generation - 1) return false;
  const isSameLocation = location !== null && location === family.location;
  const graceMs = Math.max(refreshGraceMs, isSameLocation ? refreshLostAnswerMs : 0);
  // A clock that runs behind must not enable a disabled grace period.
  return graceMs > 0 && now.getTime() - family.issuedAt.getTime() <= graceMs;
}

function issued(
  { userId, expires }: { readonly userId: UserId; readonly expires: Date },
  { generation, location }: PresentedToken,
  { refreshIdleTtlMs }: RefreshLifetimes,
  now: Date,
): RefreshEvent {
  const idleExpires = earlier(expires, later(now, refreshIdleTtlMs));
  return {
    type: 'RefreshTokenIssued',
    data: {
      user_id: userId,
      generation,
      expires_at: expires.toISOString(),
      idle_expires_at: idleExpires.toISOString(),
      location,
    },
  };
}

function later(instant: Date, ms: number): Date {
  return new Date(instant.getTime() + ms);
}

function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}
