import type { Recorded } from '../event.js';
import type { ClaimStream } from '../ids.js';
import type { UserEvent } from './events.js';
import { plainText } from './plain-text.js';

/** An identity at a provider that can sign in to the account. */
export interface LinkedIdentity {
  readonly provider: string;
  /** The claim stream that reserves the identity for the account. */
  readonly claim: ClaimStream;
  /** The user's own name for it, such as its address or user name at the provider. */
  readonly label: string;
  readonly linkedAt: Date;
}

export function linkedIdentityOf({
  data,
  occurredAt,
}: Recorded<Extract<UserEvent, { type: 'OAuthIdentityLinked' }>>): LinkedIdentity {
  return { provider: data.provider, claim: data.claim, label: plainText(data.label), linkedAt: occurredAt };
}
