/**
 * The periods of retention. Each has a setting (`RETENTION_…`). The personal data of a period is encrypted under a key of
 * its month as well, and unreadable once that key is destroyed.
 */
export const RETENTION_PERIODS = ['sessions', 'sign_ins', 'devices', 'offers', 'requests'] as const;
export type RetentionPeriod = (typeof RETENTION_PERIODS)[number];

/** The time in milliseconds after which the months of each period end. */
export type RetentionTimes = Readonly<Record<RetentionPeriod, number>>;

/**
 * The end of personal data that no period ends.
 *
 * - `erasure`: the erasure of the person, or of the thing that it belongs to
 * - `replaced`: newer events of the stream replace it, or the erasure
 */
type Retention = RetentionPeriod | 'erasure' | 'replaced';

/** The categories of personal data, as people are told of them. */
export const DATA_CATEGORIES = {
  contact: 'Email addresses and phone numbers.',
  profile: 'Names that people choose for themselves and their factors.',
  identities: 'Accounts at identity providers.',
  credentials: 'Hashes of passwords, keys of authenticators and digests of codes.',
  devices: 'Browsers and operating systems.',
  origins: 'IP addresses and user agents of requests.',
  requests: 'Reasons that people gave for a request.',
  organizations: 'Names of organisations.',
  integrations: 'Names, addresses and secrets of the keys, webhooks, connections and roles of services.',
} as const;
type DataCategory = keyof typeof DATA_CATEGORIES;

/** The purposes of personal data. */
export const DATA_PURPOSES = {
  identification: 'To identify a person at a sign-in.',
  messages: 'To send a person the mails and text messages of the account.',
  display: 'To show a person the account as the person named it.',
  security: 'To notice strangers at an account, and to show its owner who used it.',
  registration: 'To open an account once its address is confirmed.',
  support: 'To answer questions about a request of a person.',
  integration: 'To serve the services of the operator.',
} as const;
type DataPurpose = keyof typeof DATA_PURPOSES;

export interface PersonalData {
  readonly category: DataCategory;
  readonly purposes: readonly DataPurpose[];
  readonly retention: Retention;
}

/** The kinds of personal data. Each personal field of an event names one. */
export const PERSONAL_DATA = {
  email: { category: 'contact', purposes: ['identification', 'messages'], retention: 'erasure' },
  username: { category: 'profile', purposes: ['display'], retention: 'erasure' },
  password: { category: 'credentials', purposes: ['identification'], retention: 'erasure' },
  identity: { category: 'identities', purposes: ['identification'], retention: 'erasure' },
  identity_label: { category: 'identities', purposes: ['display'], retention: 'erasure' },
  factor_name: { category: 'profile', purposes: ['display'], retention: 'erasure' },
  factor_key: { category: 'credentials', purposes: ['identification'], retention: 'erasure' },
  factor_phone: { category: 'contact', purposes: ['identification', 'messages'], retention: 'erasure' },
  code_phone: { category: 'contact', purposes: ['messages'], retention: 'replaced' },
  session_device: { category: 'devices', purposes: ['security'], retention: 'sessions' },
  attempt_device: { category: 'devices', purposes: ['security'], retention: 'sign_ins' },
  known_device: { category: 'devices', purposes: ['security'], retention: 'devices' },
  offered_address: { category: 'contact', purposes: ['registration'], retention: 'offers' },
  offered_name: { category: 'profile', purposes: ['registration'], retention: 'offers' },
  offered_identity: { category: 'identities', purposes: ['registration'], retention: 'offers' },
  erasure_reason: { category: 'requests', purposes: ['support'], retention: 'erasure' },
  organization_name: { category: 'organizations', purposes: ['display'], retention: 'erasure' },
  invited_address: { category: 'contact', purposes: ['messages'], retention: 'erasure' },
  integration: { category: 'integrations', purposes: ['integration'], retention: 'erasure' },
  integration_contact: { category: 'contact', purposes: ['integration'], retention: 'erasure' },
} as const satisfies Record<string, PersonalData>;

export type PersonalDataKind = keyof typeof PERSONAL_DATA;

/** Returns the period of a kind of personal data, or null if no period ends it. */
export function periodOf(kind: PersonalDataKind): RetentionPeriod | null {
  const { retention }: PersonalData = PERSONAL_DATA[kind];
  return retention === 'erasure' || retention === 'replaced' ? null : retention;
}
