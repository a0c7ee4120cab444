import { z } from 'zod';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { requireOpenWay } from '../steps/access/required-connection.js';
import * as fields from '../input-schemas.js';

export const requestPasswordResetInput = z.strictObject({ email: fields.email });

/**
 * Requests a reset link by mail. Every address takes the same steps; a worker finds the account and issues the link.
 *
 * @throws SsoRequired
 */
export async function requestPasswordReset(
  dependencies: Pick<CommandDependencies, 'emailClaimStream' | 'storeLinkRequest' | 'requiredConnection'>,
  { email }: z.output<typeof requestPasswordResetInput>,
  { commandId, correlationId }: Cause,
): Promise<void> {
  const { emailClaimStream, storeLinkRequest } = dependencies;
  await requireOpenWay(dependencies, email);
  await storeLinkRequest({ purpose: 'reset', claim: emailClaimStream(email), commandId, correlationId });
}
