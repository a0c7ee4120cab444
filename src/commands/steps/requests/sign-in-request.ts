import type { EmailAddress } from '../../../domain/user/email-address.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { SealedRequest } from './sealed-request.js';

/** The personal data of a request for a sign-in link. */
interface SignInData extends Pick<Cause, 'source'> {
  readonly email: EmailAddress;
  /** Binding of the browser or app that asked (`RequestBindings`). */
  readonly request: string;
}

/** A request for a mailed sign-in link and code. */
export type SignInRequest = SealedRequest<SignInData>;
