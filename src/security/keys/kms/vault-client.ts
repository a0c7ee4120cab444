import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { singleFlight } from '../../../runtime/concurrency/single-flight.js';
import { KeyManagementDenied, KeyManagementUnavailable } from '../key-management.js';
import type { VaultSettings } from './vault-settings.js';

/** An answer of Vault to an operation. Its body is JSON, or undefined. */
export interface VaultAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Posts to paths of one Vault, with credentials. */
export interface VaultClient {
  /**
   * @throws KeyManagementUnavailable Vault does not answer, is sealed, or limits requests
   * @throws KeyManagementDenied Vault rejects the credentials
   */
  post(path: string, body: object): Promise<VaultAnswer>;
}

const TIMEOUT_MS = 2000;
const TRIES = 3;
const PAUSE_MS = 100;
/** 412: a replica has not caught up. 429: a quota. 472, 473: a standby. */
const TRANSIENT = new Set([408, 412, 429, 472, 473]);

const loginAnswer = z.object({ auth: z.object({ client_token: z.string().min(1) }) });

/** Opens a client of Vault. Each attempt takes at most two seconds, and an operation at most three attempts. */
export function vaultClient({ origin, namespace, login }: VaultSettings): VaultClient {
  let token: string | null = null;
  const flight = singleFlight();

  async function send(path: string, body: object, presented: string | null): Promise<VaultAnswer> {
    const response = await fetch(`${origin}/v1/${path}`, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        'Content-Type': 'application/json',
        'X-Vault-Request': 'true',
        ...(namespace !== null && { 'X-Vault-Namespace': namespace }),
        ...(presented !== null && { 'X-Vault-Token': presented }),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text) };
  }

  async function logIn(): Promise<string> {
    if (login.kind === 'token') return login.token;
    if (login.kind === 'token file') return (await readTokenFile(login.path)).trim();
    const credentials = { role_id: login.roleId, secret_id: login.secretId };
    const { status, body } = await retryWhileUnavailable(() => send('auth/approle/login', credentials, null));
    const answer = loginAnswer.safeParse(body);
    if (!answer.success) throw new KeyManagementDenied(`Vault rejects the AppRole (${String(status)}).`);
    return answer.data.auth.client_token;
  }

  async function heldToken(): Promise<string | null> {
    if (token === null)
      await flight('login', async () => {
        token = await logIn();
      });
    return token;
  }

  async function sendWithToken(path: string, body: object): Promise<VaultAnswer> {
    const presented = await heldToken();
    const answer = await retryWhileUnavailable(() => send(path, body, presented));
    // Another call may have renewed the token meanwhile.
    if (answer.status === 403 && token === presented) token = null;
    return answer;
  }

  return {
    async post(path, body) {
      let answer = await sendWithToken(path, body);
      // The token may have expired.
      if (answer.status === 403 && login.kind !== 'token') answer = await sendWithToken(path, body);
      if (answer.status === 403) throw new KeyManagementDenied('Vault rejects the token, or its policy.');
      return answer;
    },
  };
}

/** Repeats a request while Vault does not answer it. */
async function retryWhileUnavailable(request: () => Promise<VaultAnswer>): Promise<VaultAnswer> {
  let cause: unknown;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    if (attempt > 1) await pause(PAUSE_MS * attempt);
    try {
      const answer = await request();
      if (answer.status < 500 && !TRANSIENT.has(answer.status)) return answer;
      cause = new Error(`Vault answers ${String(answer.status)}.`);
    } catch (error) {
      cause = error;
    }
  }
  throw new KeyManagementUnavailable('Vault does not answer.', { cause });
}

async function readTokenFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new KeyManagementDenied('VAULT_TOKEN_FILE names a file that cannot be read.', { cause });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
