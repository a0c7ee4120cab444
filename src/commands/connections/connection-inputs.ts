import { z } from 'zod';
import { connectionSettings } from '../../domain/connection/events.js';
import { uuidSchema } from '../../domain/ids.js';
import { organizationName } from '../organizations/organization-inputs.js';

const MAX_URL = 2048;
/** A member has at most 50 roles. */
const MAX_MAPPED = 20;

/** An address of an identity provider. The browser of a person opens it. */
const httpsUrl = z
  .url({ protocol: /^https$/, hostname: z.regexes.hostname, error: 'Must be an https URL.' })
  .max(MAX_URL)
  .refine((url) => !url.includes('#') && !/^https:\/\/[^/]*@/.test(url), {
    error: 'Must have neither a fragment nor credentials.',
  });

const attributeName = z.string().min(1).max(256).nullable();
const settings = connectionSettings.shape;

export const addConnectionInput = z.strictObject({
  kind: z.literal('saml'),
  name: organizationName.meta({ example: 'Corporate directory' }),
});

/** The description of the identity provider and the settings. Absent fields stay. */
export const changeConnectionInput = z.strictObject({
  name: organizationName.optional(),
  entity_id: z.string().min(1).max(1024).optional().meta({
    description: 'The name of the identity provider in its metadata.',
  }),
  sso_url: httpsUrl.optional(),
  slo_url: httpsUrl.nullable().optional(),
  request_binding: settings.request_binding.optional(),
  sign_requests: settings.sign_requests.optional(),
  name_id_format: z.enum(['persistent', 'emailAddress', 'unspecified']).nullable().optional().meta({
    description: 'The format of the names to ask for; null leaves it to the identity provider.',
  }),
  force_authn: settings.force_authn.optional(),
  allow_unsolicited: settings.allow_unsolicited.optional(),
  attributes: z
    .strictObject({ email: attributeName, name: attributeName })
    .optional()
    .meta({ description: 'The attributes with the address and the name of a person.' }),
  mfa_contexts: z.array(z.string().min(1).max(256)).max(10).optional().meta({
    description: 'The authentication contexts that replace the second factor of this service.',
  }),
  role_mapping: z
    .strictObject({
      attribute: z.string().min(1).max(256),
      roles: z
        .array(z.strictObject({ value: z.string().min(1).max(256), role_id: uuidSchema }))
        .min(1)
        .max(MAX_MAPPED),
    })
    .nullable()
    .optional()
    .meta({ description: 'The roles that values of an attribute give at each sign-in.' }),
});

export const addCertificateInput = z.strictObject({
  pem: z.string().min(1).max(16_384).meta({
    description: 'The certificate in PEM, or in base64 as metadata has it.',
  }),
});

export const disableConnectionInput = z.strictObject({ reason: z.string().max(200).optional() });
