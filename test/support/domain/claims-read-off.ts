import { userOfStream } from '../../../src/domain/user/user.js';
import type { LoggedEvent } from '../../../src/eventstore/codec.js';

/** Who holds which claims, and who uses which: read off the log alone, without the folds of `src`. */
interface Claims {
  readonly held: ReadonlyMap<string, string>;
  /** Of each account. */
  readonly used: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The claims after each event. */
function* claimsAfterEach(events: readonly LoggedEvent[]): Generator<Claims> {
  const held = new Map<string, string>();
  const used = new Map<string, Set<string>>();
  for (const event of events) {
    const userId = userOfStream(event.stream);
    const own = userId === null ? undefined : (used.get(userId) ?? new Set<string>());
    if (userId !== null && own !== undefined) used.set(userId, own);
    if (event.type === 'ValueClaimed') held.set(event.stream, event.data.user_id);
    if (event.type === 'ValueReleased') held.delete(event.stream);
    if (event.type === 'UserRegistered' || event.type === 'OAuthIdentityLinked') own?.add(event.data.claim);
    if (event.type === 'OAuthIdentityUnlinked') own?.delete(event.data.claim);
    yield { held, used };
  }
}

/**
 * Every moment at which an account used what it did not hold. A claim has one holder, so two accounts with one address or
 * one identity are found here, too.
 */
export function claimFaults(events: readonly LoggedEvent[]): string[] {
  return [...claimsAfterEach(events)].flatMap(({ held, used }, i) =>
    [...used].flatMap(([userId, claims]) =>
      [...claims]
        .filter((claim) => held.get(claim) !== userId)
        .map(
          (claim) => `after event ${String(i)}, ${userId} uses ${claim} of ${held.get(claim) ?? 'nobody'}`,
        ),
    ),
  );
}

/** The claims that are held without use. */
export function unusedClaims(events: readonly LoggedEvent[]): string[] {
  const last = [...claimsAfterEach(events)].at(-1);
  return [...(last?.held ?? [])].flatMap(([claim, userId]) =>
    last?.used.get(userId)?.has(claim) === true ? [] : [`${userId} holds ${claim}`],
  );
}
