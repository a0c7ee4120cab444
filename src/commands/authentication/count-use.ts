import { CloneSuspected, InvalidPasskey } from '../../domain/factor/passkey-use.js';
import type { UserId } from '../../domain/ids.js';
import { cloneSuspected } from '../../domain/sign-in/decisions.js';
import { signInsOf } from '../../domain/sign-in/sign-ins.js';
import type { Cause } from '../../eventstore/codec.js';
import type { Ceremony } from '../../security/webauthn/ceremony-metrics.js';
import { appendUnread } from '../append-changes.js';
import type { CommandDependencies } from '../dependencies.js';

/**
 * Carries out the use of a credential, counts its outcome, and records the suspicion that a copy of the credential exists.
 * The counter of the account stays, so that the owner's device goes on working.
 *
 * @throws CloneSuspected
 */
export async function countUse<Result>(
  { log, webauthn }: Pick<CommandDependencies, 'log' | 'webauthn'>,
  { ceremony, userId }: { readonly ceremony: Ceremony; readonly userId: UserId },
  cause: Cause,
  use: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await use();
    webauthn.count(ceremony, 'accepted');
    return result;
  } catch (error) {
    if (error instanceof CloneSuspected) {
      webauthn.count(ceremony, 'clone_suspected');
      const { passkey, counters } = error;
      const suspected = cloneSuspected(userId, passkey, counters);
      await appendUnread(log, signInsOf(userId, cause.now), suspected, cause);
    } else if (error instanceof InvalidPasskey) {
      webauthn.count(ceremony, 'used');
    }
    throw error;
  }
}
