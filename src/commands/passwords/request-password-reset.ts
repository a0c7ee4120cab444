import { z } from 'zod';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';

export const requestPasswordResetInput = z.strictObject({ email: fields.email });

/** Requests a reset link by mail. Every address takes the same steps; a worker finds the account and issues the link. */
export async function requestPasswordReset(
  { emailClaimStream, storeLinkRequest }: Pick<CommandDependencies, 'emailClaimStream' | 'storeLinkRequest'>,
  { email }: z.output<typeof requestPasswordResetInput>,
  { commandId, correlationId }: Cause,
): Promise<void> {
  await storeLinkRequest({ purpose: 'reset', claim: emailClaimStream(email), commandId, correlationId });
}
