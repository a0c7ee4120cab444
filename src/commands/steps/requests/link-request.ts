import type { ClaimStream } from '../../../domain/ids.js';
import type { Cause } from '../../../eventstore/codec.js';

/** A request for a mailed link. It names the address by its claim stream, which does not reveal the address. */
export interface LinkRequest extends Pick<Cause, 'commandId' | 'correlationId'> {
  readonly purpose: 'verification' | 'reset';
  readonly claim: ClaimStream;
}

/**
 * Stores a request durably. A worker carries it out later: finding the account would take as long as there is to read, and
 * the time of the answer would reveal it (RST-1). Storing the same request again changes nothing.
 */
export type StoreLinkRequest = (request: LinkRequest) => Promise<void>;
