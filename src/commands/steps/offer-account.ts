import { deriveId, userIdSchema } from '../../domain/ids.js';
import { offerRegistration } from '../../domain/pending-registration/decisions.js';
import { pendingRegistrationOf } from '../../domain/pending-registration/pending-registration.js';
import type { Cause } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { handle } from '../handle.js';
import type { OfferRequest } from './requests/offer-request.js';

/** Offers an account by mail. Its id follows from the command, so a repeat offers nothing else. */
export async function offerAccount(
  {
    log,
    rules,
  }: Pick<CommandDependencies, 'log'> & {
    readonly rules: Pick<CommandDependencies['rules'], 'verificationTtlMs'>;
  },
  { identity, account, browser }: Pick<OfferRequest['data'], 'identity' | 'account' | 'browser'>,
  cause: Cause,
): Promise<void> {
  const userId = deriveId(userIdSchema, 'user', cause.commandId);
  const expires = new Date(cause.now.getTime() + rules.verificationTtlMs);
  await handle(log, cause, { pending: pendingRegistrationOf(userId) }, ({ pending }) => ({
    pending: offerRegistration(pending, userId, identity, account, { browser, expires }),
  }));
}
