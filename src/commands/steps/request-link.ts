import type { EmailAddress } from '../../domain/user/email-address.js';
import { WrongExpectedRevision } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';
import { padDuration } from './pad-duration.js';

/** Minimum duration of a request, the same for every address. */
const MIN_DURATION_MS = 60;

/** Link that is requested for an address. */
interface LinkRequest {
  readonly purpose: 'verification' | 'reset';
  readonly email: EmailAddress;
}

/**
 * Requests a mail with a link, once for all concurrent requests of the same kind: one mail is as good as ten.
 * Concurrent writers would conflict, and then take longer than a request without an account, or be refused. Either
 * would reveal that the account exists (RST-1).
 *
 * @param recordRequest records the request if the address has an account that may get the mail
 */
export async function requestLink(
  { emailClaimStream, singleFlight }: Pick<CommandDependencies, 'emailClaimStream' | 'singleFlight'>,
  { purpose, email }: LinkRequest,
  recordRequest: () => Promise<void>,
): Promise<void> {
  await padDuration(MIN_DURATION_MS, () =>
    singleFlight(`${purpose} ${emailClaimStream(email)}`, async () => {
      try {
        await recordRequest();
      } catch (error) {
        // Other processes recorded the same request first, so a mail is on its way.
        if (!(error instanceof WrongExpectedRevision)) throw error;
      }
    }),
  );
}
