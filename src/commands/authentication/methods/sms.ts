import { proveSmsCode } from '../sms/prove-sms-code.js';
import type { SecondFactorMethod } from './second-factor-method.js';

/** Methods of a code by text message (RFC 8176 §2). */
export const SMS_AMR = ['sms'];

/** Proves possession of a phone by the code that it received for this sign-in or session. */
export const smsMethod: SecondFactorMethod = {
  kind: 'phone',
  canBeGuessed: true,
  async prove(dependencies, account, code, { purpose, boundTo: [boundTo = ''] }, cause) {
    if (purpose === 'sign_in') return null;
    const proven = await proveSmsCode(dependencies, account.id, { purpose, boundTo }, code, cause);
    const phone = account.factors.find(({ id }) => id === proven?.code.factorId);
    // The phone may have been removed since it got the code.
    if (proven === null || phone?.kind !== 'phone') return null;
    return { kind: 'phone', amr: SMS_AMR, factorId: phone.id, spent: [proven.spent] };
  },
};
