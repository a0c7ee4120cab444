import { z } from 'zod';
import { assertionCredential } from '../../../security/webauthn/encoding/credential-schemas.js';
import { recoveryCodeMethod } from './recovery-code.js';
import type { SecondFactorMethod } from './second-factor-method.js';
import { smsMethod } from './sms.js';
import { totpMethod } from './totp.js';

/** The methods of the second step by their names in requests. A new method is a file beside this one and a line here. */
export const secondFactorMethods = {
  totp: totpMethod,
  sms: smsMethod,
  recovery_code: recoveryCodeMethod,
} satisfies Record<string, SecondFactorMethod>;

/** Long enough for a recovery code as people type it. */
const MAX_CODE_LENGTH = 64;

/** A code of the second step, exactly as received. */
export const code = z.string().min(1).max(MAX_CODE_LENGTH).meta({ example: '123456' });

/** A method of the second step with its code. */
export const codeInput = z.strictObject({ method: z.enum(['totp', 'sms', 'recovery_code']), code });
/** A passkey or a security key with the answer of its authenticator. */
export const keyInput = z.strictObject({ method: z.literal('passkey'), credential: assertionCredential });

/** A proof of the second step. */
export type SecondFactorInput = z.output<typeof codeInput> | z.output<typeof keyInput>;
