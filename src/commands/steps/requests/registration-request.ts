import type { Registration } from '../../../domain/user/decisions.js';
import type { Cause } from '../../../eventstore/codec.js';
import type { SealedRequest } from './sealed-request.js';

/** The personal data of a sign-up. */
interface SignUpData
  extends Pick<Registration, 'email' | 'username' | 'passwordHash'>, Pick<Cause, 'source'> {}

/** A sign-up whose password is checked and hashed already. */
export type RegistrationRequest = SealedRequest<SignUpData>;
