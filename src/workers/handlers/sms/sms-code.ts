import { recordSms } from '../../../commands/deliveries/record-sms.js';
import { load } from '../../../commands/handle.js';
import { deliveryAt } from '../../../domain/delivery/delivery.js';
import { oneTimeCodeOf } from '../../../domain/one-time-code/one-time-code.js';
import { SMS_DIGITS, smsIdOf } from '../../../domain/one-time-code/sms-code.js';
import { parsePhoneNumber } from '../../../security/phone-number.js';
import { codeText } from '../../sms/code-text.js';
import { SmsRefused } from '../../sms/port.js';
import type { OutgoingSms, SmsDelivery } from '../../sms/port.js';
import { causeOf, readCausingEvent, SentButNotRecorded } from '../job-kind.js';
import type { JobKind } from '../job-kind.js';

/**
 * The job that sends a code by text message, until the code expires. The code is derived here and stored nowhere. Nobody can
 * repair a message that its provider rejects, so its job ends.
 */
export const smsCodeJob: JobKind = {
  name: 'sms-code',
  causedBy: { CodeSent: ({ data }) => (data['channel'] === 'sms' ? 0 : null) },
  async run(dependencies, job) {
    const { log, now, codes, smsDelivery: sms } = dependencies;
    const event = await readCausingEvent(log, job);
    if (event?.type !== 'CodeSent') return 'no longer wanted';
    const { user_id: userId, purpose, code_id: codeId } = event.data;
    const id = smsIdOf(codeId);
    const [delivery, { state: code }] = await Promise.all([
      load(log, deliveryAt(id)),
      load(log, oneTimeCodeOf(userId, purpose)),
    ]);
    if (delivery.state.outcome !== 'pending') return 'already sent or refused';
    const phone = code?.id === codeId && code.spentFor === null ? parsePhoneNumber(code.phone ?? '') : null;
    if (code === null || phone === null) return 'no longer wanted';

    const { number, country } = phone;
    const text = codeText(codes.codeOf(codeId, SMS_DIGITS), sms?.host ?? '');
    const outcome =
      code.expires <= now() ? { failure: 'expired' } : await handOver(sms, { id, to: number, text }, country);
    try {
      await recordSms({ log }, code, { country, ...outcome }, causeOf(job, event, 'sms', now()), delivery);
    } catch (cause) {
      throw outcome.failure === null ? new SentButNotRecorded({ cause }) : cause;
    }
    return outcome.failure ?? 'sent';
  },
};

/**
 * Hands a message to the provider.
 *
 * @returns the reason for which it will never be sent, or null
 * @throws SmsDelayed another attempt may succeed
 */
async function handOver(
  sms: SmsDelivery | null,
  outgoing: OutgoingSms,
  country: string,
): Promise<{ readonly failure: string | null }> {
  if (sms === null) return { failure: 'no provider' };
  try {
    await sms.sender.send(outgoing);
  } catch (error) {
    sms.count(country, error instanceof SmsRefused ? 'refused' : 'delayed');
    if (error instanceof SmsRefused) return { failure: error.message };
    throw error;
  }
  sms.count(country, 'sent');
  return { failure: null };
}
