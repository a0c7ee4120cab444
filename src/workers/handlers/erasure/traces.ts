import { fold } from '../../../domain/aggregate.js';
import { claimStreamSchema } from '../../../domain/ids.js';
import type { ClaimStream, UserId } from '../../../domain/ids.js';
import type { DomainEvent } from '../../../domain/event-catalog.js';
import { codePurpose } from '../../../domain/one-time-code/events.js';
import { oneTimeCodeOf } from '../../../domain/one-time-code/one-time-code.js';
import { userAt } from '../../../domain/user/user.js';
import type { User } from '../../../domain/user/user.js';
import type { LoggedEvent } from '../../../eventstore/codec.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import type { EventStore, Position, StoredEvent } from '../../../eventstore/port.js';

/** The fields of the events of an account that name a claim. */
const CLAIM_FIELDS = ['claim', 'previous_claim'] as const;

/** The events whose claim is of an identity at a provider or of a credential. The others are of addresses. */
const OF_IDENTITIES: ReadonlySet<string> = new Set<DomainEvent['type']>([
  'OAuthIdentityLinked',
  'OAuthIdentityLinkLapsed',
  'OAuthIdentityUnlinked',
  'OAuthIdentityRemoved',
  'OAuthIdentityRestored',
  'PasskeyAdded',
  'FactorRemoved',
]);

/** The things that lead to what the stores have of an erased person. */
interface Traces {
  /** The account before its erasure. It reads as erased once its keys are destroyed. */
  readonly before: User;
  /** The address that the owner has proved. Anybody can name the address of a stranger, whose sign-ups must survive. */
  readonly provedAddresses: readonly string[];
  /** The claim on that address, or null. */
  readonly provedClaim: ClaimStream | null;
  readonly recipients: readonly string[];
  /** The claims on every address that the account has named. Others may own some of them. */
  readonly claims: readonly ClaimStream[];
  /** The claims on addresses that the account owned when it was erased. */
  readonly heldClaims: readonly ClaimStream[];
}

interface Claims {
  readonly ofAddresses: readonly ClaimStream[];
  /** Claims on identities at providers and on passkeys. */
  readonly ofIdentities: readonly ClaimStream[];
}

/** Reads the traces of a person from the account that an event has erased. */
export async function tracesOf(
  log: Pick<EventLog, 'store' | 'codec'>,
  userId: UserId,
  event: Pick<StoredEvent, 'stream' | 'revision' | 'position'>,
): Promise<Traces> {
  const [stored = []] = await log.store.readStreams([event.stream]);
  const earlier = await log.codec.decode(
    stored.filter(({ revision }) => revision < event.revision),
    true,
  );
  const before = fold<User, DomainEvent>(userAt(userId), earlier);
  const claims = claimsIn(stored).ofAddresses;
  const isProved = before.status === 'registered' && before.verified && !before.emailOnlyAsserted;
  return {
    before,
    provedAddresses: isProved ? [before.email] : [],
    provedClaim: isProved ? before.claim : null,
    recipients: recipientsIn([...earlier, ...(await codesOf(log, userId))]),
    claims,
    heldClaims: await heldBefore(log.store, claims, userId, event.position),
  };
}

/** Returns every claim that an account has ever named. It reads only fields that are not encrypted. */
export function claimsIn(events: readonly Pick<StoredEvent, 'type' | 'data'>[]): Claims {
  const claims = events.flatMap(({ type, data }) =>
    CLAIM_FIELDS.flatMap((field) => {
      const claim = claimStreamSchema.safeParse(data[field]);
      return claim.success ? [{ claim: claim.data, isIdentity: OF_IDENTITIES.has(type) }] : [];
    }),
  );
  const named = (isIdentity: boolean) => [
    ...new Set(claims.filter((one) => one.isIdentity === isIdentity).map(({ claim }) => claim)),
  ];
  return { ofAddresses: named(false), ofIdentities: named(true) };
}

/**
 * Returns the claims that a user owned just before a position. An account also names claims that others own: anybody can request
 * a change to the address of a stranger. Later events do not matter, so that a repetition returns the same.
 */
async function heldBefore(
  store: Pick<EventStore, 'readStreams'>,
  claims: readonly ClaimStream[],
  userId: UserId,
  position: Position,
): Promise<ClaimStream[]> {
  const streams = await store.readStreams(claims);
  return claims.filter((_, place) => {
    const newest = streams[place]?.findLast((event) => event.position < position);
    return newest?.type === 'ValueClaimed' && newest.data['user_id'] === userId;
  });
}

/** Returns the newest codes of an account. The ones for a phone that nobody confirmed are in no other stream. */
async function codesOf(
  { store, codec }: Pick<EventLog, 'store' | 'codec'>,
  userId: UserId,
): Promise<LoggedEvent[]> {
  const streams = codePurpose.options.map((purpose) => oneTimeCodeOf(userId, purpose).stream);
  return await codec.decode((await store.readStreams(streams)).flat(), true);
}

/** The fields of the events of an account that name a mailbox or a phone. */
const RECIPIENT_FIELDS = new Set(['email', 'new_email', 'previous_email', 'phone']);

/**
 * Returns every address and phone that an account has ever named, also unconfirmed ones of strangers. It is empty after the keys
 * are destroyed.
 */
function recipientsIn(events: readonly LoggedEvent[]): string[] {
  const found = events.flatMap(({ data }) =>
    Object.entries(data).flatMap(([field, value]: [string, unknown]) =>
      RECIPIENT_FIELDS.has(field) && typeof value === 'string' ? [value] : [],
    ),
  );
  return [...new Set(found)];
}
