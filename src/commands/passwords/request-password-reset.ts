import { z } from 'zod';
import { requestPasswordReset as decide } from '../../domain/user/password-decisions.js';
import { userAt } from '../../domain/user/user.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import * as fields from '../input-schemas.js';
import { findAccount } from '../steps/find-account.js';
import { handle } from '../handle.js';
import { requestLink } from '../steps/request-link.js';

export const requestPasswordResetInput = z.strictObject({ email: fields.email });

/** Requests a reset link by mail. Without an active account it does nothing, and takes as long. */
export async function requestPasswordReset(
  dependencies: CommandDependencies,
  { email }: z.output<typeof requestPasswordResetInput>,
  cause: Cause,
): Promise<void> {
  const linkExpires = new Date(cause.now.getTime() + dependencies.rules.resetTtlMs);
  await requestLink(dependencies, { purpose: 'reset', email }, async () => {
    const account = await findAccount(dependencies, email);
    await handle(dependencies.log, cause, { user: userAt(account.id) }, ({ user }) => ({
      user: decide(user, linkExpires),
    }));
  });
}
