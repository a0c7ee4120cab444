import { describe, expect, test } from '@jest/globals';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { requestStepUpCode } from '../../../src/commands/authentication/sms/request-sms-code.js';
import { confirmPhone } from '../../../src/commands/factors/phone/confirm-phone.js';
import { startPhoneEnrolment } from '../../../src/commands/factors/phone/start-phone-enrolment.js';
import { removeFactor } from '../../../src/commands/factors/remove-factor.js';
import { handle, load } from '../../../src/commands/handle.js';
import { InvalidMfaToken } from '../../../src/commands/authentication/second-step/pending-sign-in.js';
import { deliveryAt } from '../../../src/domain/delivery/delivery.js';
import { recordSms } from '../../../src/domain/delivery/decisions.js';
import { isActive } from '../../../src/domain/policies/active-session.js';
import { sessionAt } from '../../../src/domain/session/session.js';
import type { CodeId } from '../../../src/domain/ids.js';
import { smsIdOf } from '../../../src/domain/one-time-code/sms-code.js';
import {
  EnrolmentOver,
  UnknownFactor,
  WrongCode,
} from '../../../src/domain/user/factors/factor-decisions.js';
import { FactorExists } from '../../../src/domain/user/factors/passkey.js';
import { PhoneAlone, PhoneRefused, SmsUnavailable } from '../../../src/domain/user/factors/phone.js';
import { userAt } from '../../../src/domain/user/user.js';
import { openMemoryEventStore } from '../../../src/eventstore/memory.js';
import type { EventStore } from '../../../src/eventstore/port.js';
import { SmsLimitReached } from '../../../src/security/limits/sms/sms-budget.js';
import { aWorld, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { passkeyAdded, secondFactorDemanded } from '../../support/domain/factor-events.js';
import { addPhone, newestSms, otherCode, PHONE, sentCodes } from '../../support/domain/phones.js';
import { credentials, enrolledAccount, minutesLater, owedStep } from '../../support/domain/second-steps.js';
import { anSmsService } from '../../support/domain/sms-service.js';
import { NOW } from '../../support/domain/user-history.js';
import { singleStreamStore } from '../../support/hostile/faulty-store.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

const ENTRANCES = { isConfigured: () => false, byMail: true, rpId: 'example.org' };
const stores: [string, (store: EventStore) => EventStore][] = [
  ['appends to several streams at once', (store) => store],
  ['appends to one stream at a time', singleStreamStore],
];

const phonesOf = async (world: World, userId: Parameters<typeof userAt>[0]) => {
  const { state } = await load(world.log, userAt(userId));
  return state.status === 'registered' ? state.factors.filter(({ kind }) => kind === 'phone') : [];
};
describe('the enrolment of a phone', () => {
  test.each(stores)('adds it only after its code, on a log that %s (SMS-7)', async (_, adapt) => {
    const world = aWorld(adapt(openMemoryEventStore()));
    const { userId, grant } = await enrolledAccount(world);
    const typed = { phone: '+49 (151) 1234-5678', name: 'Work' };
    const { enrolmentToken, ...sent } = await startPhoneEnrolment(world, grant, typed, aCause());
    expect(sent).toEqual({ expiresInSeconds: 300, resendAfterSeconds: 30 });
    expect(await phonesOf(world, userId)).toEqual([]);
    const code = await newestSms(world);
    const confirm = (typedCode: string) =>
      confirmPhone(world, grant, { enrolment_token: enrolmentToken, code: typedCode }, null, aCause());
    await expect(confirm(otherCode(code))).rejects.toThrow(WrongCode);
    const { factor, recoveryCodes } = await confirm(code);
    expect(factor).toMatchObject({ kind: 'phone', name: 'Work', number: PHONE });
    expect(recoveryCodes).toBeNull();
    expect(await phonesOf(world, userId)).toEqual([factor]);
    await expect(confirm(code)).rejects.toThrow(WrongCode);
  });

  test.each(['+43 660 1234567', '+1 202 555 0123', '+49 30 123456', 'call me', `${PHONE}\r\n`])(
    'refuses %j without a message (SMS-2, SMS-3)',
    async (phone) => {
      const world = aWorld();
      const { grant } = await enrolledAccount(world);
      await expect(startPhoneEnrolment(world, grant, { phone }, aCause())).rejects.toThrow(PhoneRefused);
      expect(await sentCodes(world)).toEqual([]);
    },
  );

  test('ends with another session, another number, its time or five tries (SMS-6)', async () => {
    const world = aWorld();
    const { grant } = await enrolledAccount(world);
    const { enrolmentToken } = await startPhoneEnrolment(world, grant, { phone: PHONE }, aCause());
    const code = await newestSms(world);
    const confirm = (typed: string, now = NOW, token = enrolmentToken) =>
      confirmPhone(world, grant, { enrolment_token: token, code: typed }, null, aCause(now));
    await expect(confirm(code, minutesLater(5))).rejects.toThrow(WrongCode);
    await expect(confirm(code, minutesLater(10))).rejects.toThrow(EnrolmentOver);
    await expect(confirm(code, NOW, enrolmentToken.slice(1))).rejects.toThrow(EnrolmentOver);
    for (let tries = 0; tries < 5; tries += 1)
      await expect(confirm(otherCode(code))).rejects.toThrow(WrongCode);
    await expect(confirm(code)).rejects.toThrow(WrongCode);
  });

  test('sends the code of a later number only, and accepts no earlier one (SMS-6)', async () => {
    const world = aWorld();
    const { grant } = await enrolledAccount(world);
    const first = await startPhoneEnrolment(world, grant, { phone: PHONE }, aCause());
    const other = { phone: '+4915112345679' };
    await expect(startPhoneEnrolment(world, grant, other, aCause())).rejects.toThrow(SmsLimitReached);
    const later = aCause(minutesLater(1));
    await startPhoneEnrolment(world, grant, other, later);
    const input = { enrolment_token: first.enrolmentToken, code: await newestSms(world) };
    await expect(confirmPhone(world, grant, input, null, later)).rejects.toThrow(WrongCode);
  });

  test('sends nothing if it is repeated too soon, and goes on with the same code (SMS-4)', async () => {
    const world = aWorld();
    const { userId, grant } = await enrolledAccount(world);
    await startPhoneEnrolment(world, grant, { phone: PHONE }, aCause());
    const again = await startPhoneEnrolment(world, grant, { phone: PHONE }, aCause());
    expect(await sentCodes(world)).toHaveLength(1);
    const input = { enrolment_token: again.enrolmentToken, code: await newestSms(world) };
    await confirmPhone(world, grant, input, null, aCause());
    expect(await phonesOf(world, userId)).toHaveLength(1);
  });

  test('refuses a number that the account has (SMS-7)', async () => {
    const world = aWorld();
    const { grant } = await enrolledAccount(world);
    await addPhone(world, grant);
    await expect(startPhoneEnrolment(world, grant, { phone: PHONE }, aCause())).rejects.toThrow(FactorExists);
  });
});

describe('a phone as the only second factor', () => {
  test('is refused at the enrolment and at the removal of the other one (SMS-11)', async () => {
    const world = aWorld();
    await verifiedAccount(world);
    const grant = await signIn(world, credentials, aCause());
    await expect(startPhoneEnrolment(world, grant, { phone: PHONE }, aCause())).rejects.toThrow(PhoneAlone);
    expect(await sentCodes(world)).toEqual([]);

    const enrolled = aWorld();
    const account = await enrolledAccount(enrolled);
    const phone = await addPhone(enrolled, account.grant);
    const remove = async (factorId: typeof phone) =>
      await removeFactor(enrolled, account.grant, { factorId, entrances: ENTRANCES }, aCause());
    await expect(remove(account.added.factor.id)).rejects.toThrow(PhoneAlone);
    await remove(phone);
    await remove(account.added.factor.id);
  });

  test('needs a factor that works here: a passkey of another domain is none (SMS-11)', async () => {
    const world = aWorld();
    const { id } = await verifiedAccount(world);
    const foreign = passkeyAdded({ rp_id: 'former.example' });
    await handle(world.log, aCause(), { user: userAt(id) }, () => ({ user: [foreign] }));
    const grant = await signIn(world, credentials, aCause());
    await expect(startPhoneEnrolment(world, grant, { phone: PHONE }, aCause())).rejects.toThrow(PhoneAlone);
  });

  test('is allowed by MFA_SMS_ALONE: it raises the session, ends the others and brings recovery codes (SMS-11)', async () => {
    const world = { ...aWorld(), sms: anSmsService({ mayBeAlone: true }) };
    const { id } = await verifiedAccount(world);
    const other = await signIn(world, credentials, aCause());
    const grant = await signIn(world, credentials, aCause());
    const { enrolmentToken } = await startPhoneEnrolment(world, grant, { phone: PHONE }, aCause());
    const input = { enrolment_token: enrolmentToken, code: await newestSms(world) };
    const { recoveryCodes } = await confirmPhone(world, grant, input, null, aCause());
    expect(recoveryCodes).toHaveLength(10);
    const { state: user } = await load(world.log, userAt(id));
    const [ended, raised] = await Promise.all(
      [other, grant].map(({ sessionId }) => load(world.log, sessionAt(sessionId))),
    );
    expect(ended === undefined || isActive(user, ended.state)).toBe(false);
    expect(raised?.state).toMatchObject({ acr: 'aal2', amr: ['pwd', 'sms', 'mfa'] });
    const step = await owedStep(signIn(world, credentials, aCause()));
    expect(step.factors).toMatchObject([{ kind: 'phone', hint: '•• 78' }]);
  });

  test('meets a demand in the sign-in that owes it, with MFA_SMS_ALONE (SMS-1, SMS-11)', async () => {
    const world = { ...aWorld(), sms: anSmsService({ mayBeAlone: true }) };
    const { id } = await verifiedAccount(world);
    await handle(world.log, aCause(), { user: userAt(id) }, () => ({ user: [secondFactorDemanded] }));
    const { mfaToken } = await owedStep(signIn(world, credentials, aCause()));
    const caller = { mfaToken };
    const { enrolmentToken } = await startPhoneEnrolment(world, caller, { phone: PHONE }, aCause());
    const input = { enrolment_token: enrolmentToken, code: await newestSms(world) };
    const { session } = await confirmPhone(world, caller, input, null, aCause());
    expect(session).toMatchObject({ acr: 'aal2', amr: ['pwd', 'sms', 'mfa'] });
    await expect(startPhoneEnrolment(world, caller, { phone: PHONE }, aCause())).rejects.toThrow(
      InvalidMfaToken,
    );
  });
});

describe('a service without a provider of text messages', () => {
  test('offers no phone and sends nothing (SMS-12)', async () => {
    const world = aWorld();
    const { grant } = await enrolledAccount(world);
    const phone = await addPhone(world, grant);
    const without = { ...world, sms: null };
    const { factors } = await owedStep(signIn(without, credentials, aCause()));
    expect(factors.map(({ kind }) => kind)).toEqual(['totp']);
    await expect(requestStepUpCode(without, grant, phone, aCause())).rejects.toThrow(UnknownFactor);
    const start = startPhoneEnrolment(without, grant, { phone: '+4915112345679' }, aCause());
    await expect(start).rejects.toThrow(SmsUnavailable);
    expect(await sentCodes(world)).toHaveLength(1);
  });
});

describe('a message that the provider rejects', () => {
  test('is reported to the person who waits for it (SMS-8)', async () => {
    const world = aWorld();
    const { userId, grant } = await enrolledAccount(world);
    const cause = aCause();
    const started = startPhoneEnrolment(
      { ...world, sms: anSmsService({ patienceMs: 5000 }) },
      grant,
      { phone: PHONE },
      cause,
    );
    const refused = expect(started).rejects.toThrow(SmsUnavailable);
    let code: CodeId | undefined;
    while (code === undefined) [code] = await sentCodes(world);
    const sms = { user_id: userId, purpose: 'phone', country: 'DE' } as const;
    await handle(world.log, aCause(), { delivery: deliveryAt(smsIdOf(code)) }, ({ delivery }) => ({
      delivery: recordSms(delivery, sms, 'message rejected permanently (400, 21211)'),
    }));
    await refused;
  });
});
