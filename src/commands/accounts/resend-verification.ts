import { z } from 'zod';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';

export const resendVerificationInput = z.strictObject({ email: fields.email });

/** Requests a new verification link by mail. Every address takes the same steps; a worker issues the link. */
export async function resendVerification(
  { emailClaimStream, storeLinkRequest }: Pick<CommandDependencies, 'emailClaimStream' | 'storeLinkRequest'>,
  { email }: z.output<typeof resendVerificationInput>,
  { commandId, correlationId }: Cause,
): Promise<void> {
  await storeLinkRequest({
    purpose: 'verification',
    claim: emailClaimStream(email),
    commandId,
    correlationId,
  });
}
