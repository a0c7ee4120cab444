import type { ClaimStream } from '../../../domain/ids.js';
import type { Cause } from '../../../eventstore/codec.js';

/**
 * A request of a stranger that a worker carries out. It names the address by its claim stream, and its personal data is
 * encrypted wherever it is stored.
 */
export interface SealedRequest<Data extends object> extends Pick<Cause, 'commandId' | 'correlationId'> {
  readonly claim: ClaimStream;
  readonly data: Data;
}

/**
 * Stores a request durably. A worker carries it out later, because a free address and a taken one need different work (REG-1).
 * Storing the same request again changes nothing.
 */
export type StoreRequest<Request> = (request: Request) => Promise<void>;
