import type { Recorded } from '../event.js';
import type { ClaimStream } from '../ids.js';
import type { UserEvent } from './events.js';
import { linkOf } from './link.js';
import type { Link } from './link.js';
import { plainText } from './plain-text.js';

/** An identity at a provider that can sign in to the account. */
export interface LinkedIdentity {
  readonly provider: string;
  /** The claim stream that reserves the identity for the account. */
  readonly claim: ClaimStream;
  /** The user's own name for it, such as its address or user name at the provider. */
  readonly label: string;
  readonly linkedAt: Date;
  /** True if its owner has shown access to the mailbox of the account's address. */
  readonly provesMailbox: boolean;
}

/** An identity that a password reset removed, with the mailed link that restores it. */
export interface RemovedIdentity extends LinkedIdentity, Link {}

/** The identities of an account, now and in the past. */
export interface Identities {
  /** At most one of each provider. */
  readonly identities: readonly LinkedIdentity[];
  /** The claim streams of the identities that the user unlinked. */
  readonly unlinked: readonly ClaimStream[];
  /** The identities that the last password reset removed. */
  readonly removed: readonly RemovedIdentity[];
}

type IdentityEvent = Extract<
  UserEvent,
  {
    type:
      | 'OAuthIdentityLinked'
      | 'OAuthIdentityUnlinked'
      | 'OAuthIdentityRemoved'
      | 'OAuthIdentityRestored'
      | 'OAuthIdentityLinkLapsed';
  }
>;
type Linked = Extract<IdentityEvent, { type: 'OAuthIdentityLinked' }>;

/** The reasons for a link that show access to the mailbox: by a mailed link, or by the provider of its domain. */
const MAILBOX_PROOFS: ReadonlySet<Linked['data']['how']> = new Set(['vouched_sign_up', 'same_address']);

/** Returns the identities that an event changes. */
export function identityChanges(
  { identities, unlinked, removed }: Identities,
  event: Recorded<IdentityEvent>,
): Partial<Identities> {
  const isOther = (other: { readonly claim: ClaimStream }) => other.claim !== event.data.claim;
  switch (event.type) {
    case 'OAuthIdentityLinked':
      return {
        identities: [...identities, linkedIdentityOf(event)],
        unlinked: unlinked.filter((claim) => claim !== event.data.claim),
        removed: removed.filter(isOther),
      };
    case 'OAuthIdentityUnlinked':
      return { identities: identities.filter(isOther), unlinked: [...unlinked, event.data.claim] };
    case 'OAuthIdentityLinkLapsed':
      return {};
    case 'OAuthIdentityRemoved': {
      const link = linkOf(event);
      const gone = identities.filter((one) => !isOther(one)).map((one) => ({ ...one, ...link }));
      return { identities: identities.filter(isOther), removed: [...removed, ...gone] };
    }
    case 'OAuthIdentityRestored': {
      const restored = removed.filter((one) => !isOther(one)).map((one) => ({ ...one, provesMailbox: true }));
      return { identities: [...identities, ...restored], removed: removed.filter(isOther) };
    }
  }
}

/** Returns the identities after a change of the address: none has shown access to the new mailbox. */
export function withoutProofs(identities: readonly LinkedIdentity[]): LinkedIdentity[] {
  return identities.map((identity) => ({ ...identity, provesMailbox: false }));
}

function linkedIdentityOf({ data, occurredAt }: Recorded<Linked>): LinkedIdentity {
  return {
    provider: data.provider,
    claim: data.claim,
    label: plainText(data.label),
    linkedAt: occurredAt,
    provesMailbox: MAILBOX_PROOFS.has(data.how),
  };
}
