import { describe, expect, test } from '@jest/globals';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { disownActivity } from '../../../src/commands/sessions/disown-activity.js';
import { requestPasswordReset } from '../../../src/commands/passwords/request-password-reset.js';
import { resetPassword } from '../../../src/commands/passwords/reset-password.js';
import { reauthenticate } from '../../../src/commands/steps/passwords/reauthenticate.js';
import { SessionOver } from '../../../src/domain/policies/active-session.js';
import { InvalidCredentials, WrongPassword } from '../../../src/domain/user/decisions.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { aWorld, newestLink, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import { anEventId } from '../../support/domain/ids.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

const email = emailAddress('ada@example.com');
const credentials = { email, password: PASSWORD };
const EVENT = anEventId();

async function disowned() {
  const world = aWorld();
  const { id } = await verifiedAccount(world);
  const caller = await signIn(world, credentials, aCause());
  await disownActivity(world, caller, EVENT, aCause());
  return { world, id, caller };
}

describe('the report of an event that its person did not cause (AUD-3)', () => {
  test('a report names the event and ends every session', async () => {
    const { world } = await disowned();
    expect((await world.log.events()).slice(-2)).toMatchObject([
      { type: 'ActivityDisowned', data: { event_id: EVENT } },
      { type: 'SessionsEnded', data: { kept_session: null } },
    ]);
  });

  test('the correct password proves nothing until a reset', async () => {
    const { world, id } = await disowned();
    await expect(signIn(world, credentials, aCause())).rejects.toThrow(InvalidCredentials);
    await expect(reauthenticate(world, id, PASSWORD, aCause())).rejects.toThrow(WrongPassword);
    await requestPasswordReset(world, { email }, aCause());
    const token = await newestLink(world, id, 'reset-password');
    await resetPassword(world, { token, new_password: 'kolibri zaun lampe' }, aCause());
    await signIn(world, { email, password: 'kolibri zaun lampe' }, aCause());
  });

  test('an ended session cannot report an event', async () => {
    const { world, caller } = await disowned();
    await expect(disownActivity(world, caller, EVENT, aCause())).rejects.toThrow(SessionOver);
  });
});
