import type { EmailAddress } from '../../../domain/user/email-address.js';
import type { NewIdentity } from '../../../domain/user/identity-decisions.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { SealedRequest } from './sealed-request.js';

/** The personal data of an offer. */
interface OfferData extends Pick<Cause, 'actor' | 'source'> {
  /** Null for a sign-up by mail alone. */
  readonly identity: NewIdentity | null;
  readonly account: { readonly email: EmailAddress; readonly username: string };
  /** Digest that binds the sign-up to its browser or app. */
  readonly browser: string;
}

/** A sign-up with an address that nobody has verified. */
export type OfferRequest = SealedRequest<OfferData>;
