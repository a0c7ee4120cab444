import { confirmPhone } from '../../../src/commands/factors/phone/confirm-phone.js';
import type { EnrolmentCaller } from '../../../src/commands/factors/enroller.js';
import { startPhoneEnrolment } from '../../../src/commands/factors/phone/start-phone-enrolment.js';
import type { CodeId, FactorId } from '../../../src/domain/ids.js';
import { SMS_DIGITS } from '../../../src/domain/one-time-code/sms-code.js';
import { aCause } from '../stores/memory/memory-log.js';
import type { World } from './command-world.js';
import { NOW } from './user-history.js';

export const PHONE = '+4915112345678';

/** The ids of the codes that were sent, oldest first. */
export async function sentCodes(world: World): Promise<CodeId[]> {
  const events = await world.log.events();
  return events.flatMap(({ type, data }) => (type === 'CodeSent' ? [data.code_id] : []));
}

/** The code of the newest text message. */
export async function newestSms(world: World): Promise<string> {
  const newest = (await sentCodes(world)).at(-1);
  if (newest === undefined) throw new Error('No code was sent.');
  return world.codes.codeOf(newest, SMS_DIGITS);
}

/** A code of six digits that is not the given one. */
export function otherCode(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(SMS_DIGITS, '0');
}

/** Enrols a phone. */
export async function addPhone(
  world: World,
  caller: EnrolmentCaller,
  phone = PHONE,
  now = NOW,
): Promise<FactorId> {
  const { enrolmentToken } = await startPhoneEnrolment(world, caller, { phone }, aCause(now));
  const input = { enrolment_token: enrolmentToken, code: await newestSms(world) };
  const { factor } = await confirmPhone(world, caller, input, null, aCause(now));
  return factor.id;
}
