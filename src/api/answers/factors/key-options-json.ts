import { z } from 'zod';
import { requestOptionsSchema } from '../../../security/webauthn/option-schemas.js';

/** The options with which a known account proves possession of a passkey or a security key. */
export const keyOptionsJson = z.strictObject({ public_key: requestOptionsSchema }).meta({ id: 'KeyOptions' });
