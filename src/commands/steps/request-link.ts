import type { EmailAddress } from '../../domain/user/email-address.js';
import { WrongExpectedRevision } from '../../eventstore/port.js';
import type { CommandDependencies } from '../dependencies.js';

/**
 * Asks for a mail with a link, once for all who ask for it at the same moment: one mail is as good as ten. Where each
 * wrote its own they would get into each other's way, and take longer than where there is nothing to write, or be refused:
 * either would tell that there is an account (RST-1).
 *
 * @param ask writes that the mail is wanted, if there is somebody to get it
 */
export async function requestLink(
  { emailClaimStream, singleFlight }: Pick<CommandDependencies, 'emailClaimStream' | 'singleFlight'>,
  { what, email }: { what: 'verification' | 'reset'; email: EmailAddress },
  ask: () => Promise<void>,
): Promise<void> {
  await singleFlight(`${what} ${emailClaimStream(email)}`, async () => {
    try {
      await ask();
    } catch (error) {
      // Other processes were asked the same, and were faster every time: the mail is on its way.
      if (!(error instanceof WrongExpectedRevision)) throw error;
    }
  });
}
