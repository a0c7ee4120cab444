import { userOfStream } from '../../../src/domain/user/user.js';
import type { LoggedEvent } from '../../../src/eventstore/codec.js';

/** The claims that accounts own and use, derived from the log without the folds of `src`. */
interface Claims {
  readonly held: ReadonlyMap<string, string>;
  /** The used claims by account. */
  readonly used: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Returns the claims after each event. */
function* claimsAfterEach(events: readonly LoggedEvent[]): Generator<Claims> {
  const held = new Map<string, string>();
  const used = new Map<string, Set<string>>();
  for (const event of events) {
    const userId = userOfStream(event.stream);
    const own = userId === null ? undefined : (used.get(userId) ?? new Set<string>());
    if (userId !== null && own !== undefined) used.set(userId, own);
    if (event.type === 'ValueClaimed') held.set(event.stream, event.data.user_id);
    if (event.type === 'ValueReleased') held.delete(event.stream);
    const { type, data } = event;
    if (type === 'UserRegistered') own?.add(data.claim);
    if (type === 'OAuthIdentityLinked' || type === 'OAuthIdentityRestored') own?.add(data.claim);
    if (type === 'OAuthIdentityUnlinked' || type === 'OAuthIdentityRemoved') own?.delete(data.claim);
    yield { held, used };
  }
}

/**
 * Returns every state in which an account used a claim that it did not own. A claim has one owner, so this also finds two
 * accounts with one address or identity.
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

/** Returns the claims that are owned but not used. */
export function unusedClaims(events: readonly LoggedEvent[]): string[] {
  const last = [...claimsAfterEach(events)].at(-1);
  return [...(last?.held ?? [])].flatMap(([claim, userId]) =>
    last?.used.get(userId)?.has(claim) === true ? [] : [`${userId} holds ${claim}`],
  );
}
