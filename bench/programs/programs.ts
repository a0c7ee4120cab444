import { startProgram } from './program.js';
import type { Program } from './program.js';

export const SERVICE_TOKEN = 'q8ZyWm3kT1vXr5Nc7Lp0Hd2Fs9Gj4Ba6';
export const SECRET_KEY = 'm4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY';

const CLI = new URL('../../src/cli.js', import.meta.url);
const WITHOUT_HASHING = new URL('./without-hashing.js', import.meta.url);
const BARE_EXPRESS = new URL('./bare-express.js', import.meta.url);

export interface Stores {
  readonly databaseUrl: string;
  readonly smtpUrl: string;
}

/** The program with all its roles, as `credence serve` starts it, on the stores given. */
export async function startService(
  stores: Stores,
  settings: Readonly<Record<string, string>> = {},
): Promise<Program> {
  const environment = { ...environmentOf(stores), ...settings };
  return await startProgram(CLI, { parameters: ['serve'], environment });
}

/** The same, but that it tells nobody at a sign-up whether an address has an account. */
export async function startPrivateService(stores: Stores): Promise<Program> {
  const { EXPOSE_VERIFICATION_TOKEN: _told, ...environment } = environmentOf(stores);
  return await startProgram(CLI, {
    parameters: ['serve'],
    environment: { ...environment, SIGNUP_PRIVACY: 'strict' },
  });
}

/** The same, but that passwords are not hashed. No configuration of the program does that. */
export async function startServiceWithoutHashing(stores: Stores): Promise<Program> {
  return await startProgram(WITHOUT_HASHING, { environment: environmentOf(stores) });
}

/** The program as it comes: its embedded database and inbox in a folder. */
export async function startServiceOnFolder(folder: string): Promise<Program> {
  return await startProgram(CLI, { parameters: ['serve'], environment: { DATA_DIR: folder } });
}

export async function startBareExpress(): Promise<Program> {
  return await startProgram(BARE_EXPRESS);
}

function environmentOf({ databaseUrl, smtpUrl }: Stores) {
  return {
    DATABASE_URL: databaseUrl,
    SMTP_URL: smtpUrl,
    SECRET_KEY,
    INTERNAL_SERVICE_TOKEN: SERVICE_TOKEN,
    // Accounts are verified by the dozen before they are measured.
    EXPOSE_VERIFICATION_TOKEN: 'true',
    // The limits are at work, and out of the way of a load that comes from one source.
    RATE_LIMITS: ['sign-up.source', 'sign-in.source', 'mail.source', 'link.source', 'refresh.account']
      .map((limit) => `${limit}=999999/1s`)
      .join(','),
  };
}
