import { z } from 'zod';
import { requestVerification } from '../../domain/user/email-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { findAccount } from '../steps/find-account.js';
import { handle } from '../handle.js';
import { requestLink } from '../steps/request-link.js';

export const resendVerificationInput = z.strictObject({ email: fields.email });

/** Requests a new verification link by mail. Without an unverified account it does nothing, and takes as long. */
export async function resendVerification(
  dependencies: CommandDependencies,
  { email }: z.output<typeof resendVerificationInput>,
  cause: Cause,
): Promise<void> {
  const linkExpires = new Date(cause.now.getTime() + dependencies.rules.verificationTtlMs);
  await requestLink(dependencies, { purpose: 'verification', email }, async () => {
    const account = await findAccount(dependencies, email);
    await handle(dependencies.log, cause, { user: userAt(account.id) }, ({ user }) => ({
      user: requestVerification(user, linkExpires),
    }));
  });
}
