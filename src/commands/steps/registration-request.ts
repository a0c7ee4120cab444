import type { ClaimStream } from '../../domain/ids.js';
import type { Registration } from '../../domain/user/decisions.js';
import type { Cause } from '../../eventstore/codec.js';

/** The personal data of a sign-up. It is encrypted wherever it is stored. */
export interface SignUpData
  extends Pick<Registration, 'email' | 'username' | 'passwordHash'>, Pick<Cause, 'source'> {}

/** A sign-up whose password is checked and hashed already. */
export interface RegistrationRequest extends Pick<Cause, 'commandId' | 'correlationId'> {
  readonly claim: ClaimStream;
  readonly data: SignUpData;
}

/**
 * Stores a sign-up durably. A worker carries it out later, because a free address and a taken one need different work (REG-1).
 * Storing the same sign-up again changes nothing.
 */
export type StoreRegistration = (request: RegistrationRequest) => Promise<void>;
