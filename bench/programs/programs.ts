import { existsSync } from 'node:fs';
import { startProgram } from './program.js';
import type { Program } from './program.js';

export const SERVICE_TOKEN = 'q8ZyWm3kT1vXr5Nc7Lp0Hd2Fs9Gj4Ba6';
export const SECRET_KEY = 'm4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY';

const CLI = new URL('../../src/cli.js', import.meta.url);
const WITHOUT_HASHING = new URL('./without-hashing.js', import.meta.url);
const RECEIVERS = new URL('./webhook-receivers.js', import.meta.url);
const BARE_EXPRESS = new URL('./bare-express.js', import.meta.url);
const PEERS = new URL('../../../bench/peers/', import.meta.url);

/** The limits of sources and accounts that a load from one machine would reach. */
const UNLIMITED = [
  'sign-up.source',
  'sign-in.source',
  'mail.source',
  'mail.recipient',
  'link.source',
  'refresh.account',
  'change.account',
  'invitation.organization',
  'factor.source',
  'factor.account',
  'mfa.pending',
  'passkey-options.source',
  'passkey.source',
];

export interface Stores {
  readonly databaseUrl: string;
  readonly smtpUrl: string;
}

/** Starts the service with all roles, as `credence serve` does, on the given stores. */
export async function startService(
  stores: Stores,
  settings: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const environment = { ...environmentOf(stores), ...settings };
  return await startProgram(CLI, { parameters: ['serve'], environment });
}

/** Starts the API alone, without the readers and the worker. */
export async function startApi(stores: Stores): Promise<Program> {
  return await startProgram(CLI, { parameters: ['api'], environment: environmentOf(stores) });
}

/** Starts the service with private sign-up, which does not reveal existing accounts. */
export async function startPrivateService(stores: Stores): Promise<Program> {
  const { EXPOSE_VERIFICATION_TOKEN: _omitted, ...environment } = environmentOf(stores);
  return await startProgram(CLI, {
    parameters: ['serve'],
    environment: { ...environment, SIGNUP_PRIVACY: 'strict' },
  });
}

/** Starts the service without password hashing. No configuration of the service allows this. */
export async function startServiceWithoutHashing(
  stores: Stores,
  settings: Readonly<Record<string, string>> = {},
): Promise<Program> {
  return await startProgram(WITHOUT_HASHING, { environment: { ...environmentOf(stores), ...settings } });
}

/** Starts the service with its defaults: an embedded database and inbox in a folder. */
export async function startServiceOnFolder(folder: string): Promise<Program> {
  return await startProgram(CLI, { parameters: ['serve'], environment: { DATA_DIR: folder } });
}

/** Starts receivers of webhooks that can be killed. */
export async function startReceivers(environment: Record<string, string>): Promise<Program> {
  return await startProgram(RECEIVERS, { environment });
}

export async function startBareExpress(): Promise<Program> {
  return await startProgram(BARE_EXPRESS);
}

/**
 * Starts a server of better-auth, with bcrypt or without hashing.
 *
 * @throws Error its packages are not installed
 */
export async function startPeer(databaseUrl: string, hashing: 'bcrypt' | 'off'): Promise<Program> {
  if (!existsSync(new URL('node_modules/', PEERS)))
    throw new Error('The packages of the peer are not installed; run npm ci in bench/peers.');
  return await startProgram(new URL('better-auth.mjs', PEERS), {
    environment: { DATABASE_URL: databaseUrl, PEER_SECRET: SECRET_KEY, PEER_HASHING: hashing },
  });
}

function environmentOf({ databaseUrl, smtpUrl }: Stores) {
  return {
    DATABASE_URL: databaseUrl,
    SMTP_URL: smtpUrl,
    SECRET_KEY,
    INTERNAL_SERVICE_TOKEN: SERVICE_TOKEN,
    // Benchmarks verify their accounts with this token.
    EXPOSE_VERIFICATION_TOKEN: 'true',
    // The rate limiter runs, with limits that a load from one source never reaches.
    RATE_LIMITS: UNLIMITED.map((limit) => `${limit}=999999/1s`).join(','),
  };
}
