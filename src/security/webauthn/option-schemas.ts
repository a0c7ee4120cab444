import { z } from 'zod';

const descriptor = z.strictObject({
  id: z.string(),
  type: z.literal('public-key'),
  transports: z.array(z.string()),
});
const challenge = z.string().meta({ description: 'Works once, for five minutes, or ten for a sign-in.' });

/** The argument of `PublicKeyCredential.parseCreationOptionsFromJSON()`. */
export const creationOptionsSchema = z
  .strictObject({
    challenge,
    rp: z.strictObject({ id: z.string(), name: z.string() }),
    user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.strictObject({ alg: z.int(), type: z.literal('public-key') })),
    timeout: z.int(),
    attestation: z.enum(['none', 'direct']),
    excludeCredentials: z.array(descriptor),
    authenticatorSelection: z.strictObject({
      authenticatorAttachment: z.literal('cross-platform').optional(),
      residentKey: z.enum(['required', 'discouraged']),
      requireResidentKey: z.boolean(),
      userVerification: z.enum(['required', 'discouraged']),
    }),
    hints: z.array(z.literal('security-key')),
    extensions: z.strictObject({ credProps: z.literal(true) }),
  })
  .meta({ id: 'PasskeyCreationOptions', description: 'WebAuthn Level 3 §5.1.9.' });
export type CreationOptions = z.output<typeof creationOptionsSchema>;

/** The argument of `PublicKeyCredential.parseRequestOptionsFromJSON()`. */
export const requestOptionsSchema = z
  .strictObject({
    challenge,
    rpId: z.string(),
    timeout: z.int(),
    userVerification: z.enum(['required', 'discouraged']),
    allowCredentials: z.array(descriptor),
  })
  .meta({ id: 'PasskeyRequestOptions', description: 'WebAuthn Level 3 §5.1.10.' });
export type RequestOptions = z.output<typeof requestOptionsSchema>;
