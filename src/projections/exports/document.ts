import { z } from 'zod';

const instant = z.iso.datetime();

/** The account of the person. */
export const exportedAccount = z.strictObject({
  id: z.uuid(),
  email: z.string(),
  username: z.string(),
  is_active: z.boolean(),
  is_verified: z.boolean(),
  has_password: z.boolean(),
  second_factor_demanded: z.boolean(),
});

export const exportedIdentity = z.strictObject({
  provider: z.string(),
  label: z.string(),
  linked_at: instant,
});

/** A factor, without its secret. */
export const exportedFactor = z.strictObject({
  id: z.uuid(),
  kind: z.string(),
  name: z.string(),
  added_at: instant,
  phone: z.string().nullable(),
});

export const exportedSession = z.strictObject({
  id: z.uuid(),
  started_at: instant,
  device: z.string().nullable(),
  methods: z.array(z.string()),
  provider: z.string().nullable(),
  ended_at: instant.nullable().meta({ description: 'Null for a session that ended together with others.' }),
});

export const exportedDevice = z.strictObject({
  device: z.string(),
  last_new_at: instant.meta({ description: 'The last time that the device was used after a week or more.' }),
});

export const exportedTrust = z.strictObject({
  device: z.string(),
  trusted_at: instant,
  expires_at: instant,
});

export const exportedMessage = z.strictObject({
  kind: z.string(),
  outcome: z.enum(['sent', 'failed']),
  at: instant,
});

/** An event about the person. Fields that are erased are null. */
export const exportedEvent = z.strictObject({
  id: z.uuid(),
  position: z.string(),
  type: z.string(),
  text: z.string().nullable().meta({ description: 'The event in a sentence. Null for an internal one.' }),
  occurred_at: instant,
  by: z.enum(['you', 'anybody', 'administrator', 'service']),
  data: z.record(z.string(), z.unknown()),
  source: z
    .strictObject({ ip: z.string(), user_agent: z.string() })
    .nullable()
    .meta({ description: 'The origin of a request by you, or by a caller who was not signed in.' }),
});

const held = z.strictObject({
  category: z.string(),
  description: z.string(),
  where: z.string(),
  purposes: z.array(z.string()),
  keep: z.string().meta({ description: 'The end of the data.' }),
});
export type HeldRow = z.output<typeof held>;

/** The document with everything that the service holds about a person, version 1. */
export const exportDocument = z.strictObject({
  $schema: z.url(),
  version: z.literal(1),
  created_at: instant,
  account: exportedAccount,
  identities: z.array(exportedIdentity),
  factors: z.array(exportedFactor),
  recovery_codes: z.strictObject({ remaining: z.int(), issued_at: instant }).nullable(),
  devices: z.array(exportedDevice),
  trusted_devices: z.array(exportedTrust),
  history: z.array(exportedEvent),
  sessions: z.array(exportedSession),
  messages: z.array(exportedMessage),
  held: z.array(held),
});

export type ExportedEvent = z.input<typeof exportedEvent>;
export type ExportedSession = z.input<typeof exportedSession>;
export type ExportedMessage = z.input<typeof exportedMessage>;
/** The parts of the document that are in memory at once. The history is not. */
export type ExportedState = Omit<
  z.input<typeof exportDocument>,
  'history' | 'sessions' | 'messages' | '$schema' | 'version'
>;

/** The path of the JSON Schema of the document. */
export const EXPORT_SCHEMA_PATH = '/schemas/export/v1.json';

/** Returns the JSON Schema of the document. */
export function exportSchema(publicUrl: string): object {
  return {
    ...z.toJSONSchema(exportDocument),
    $id: publicUrl + EXPORT_SCHEMA_PATH,
    title: 'Export of personal data',
  };
}
