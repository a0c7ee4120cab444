import type { EmailAddress } from '../../../domain/user/email-address.js';
import type { NewIdentity } from '../../../domain/user/identity-decisions.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { SealedRequest } from './sealed-request.js';

/** The personal data of an offer. */
interface OfferData extends Pick<Cause, 'actor' | 'source'> {
  readonly identity: NewIdentity;
  readonly account: { readonly email: EmailAddress; readonly username: string };
  /** Digest of the secret that the browser keeps. */
  readonly browser: string;
}

/** A sign-up by a provider that has not verified the address. */
export type OfferRequest = SealedRequest<OfferData>;
