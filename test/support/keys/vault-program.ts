import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from '../clients/wait-for.js';
import { freePort } from '../server/free-port.js';

/** A Vault in memory with the key `credence` of the Transit secrets engine. */
export interface RunningVault {
  /** For `KMS_URL`. */
  readonly kmsUrl: string;
  readonly token: string;
  rotate(): Promise<void>;
  stop(): Promise<void>;
}

const TOKEN = 'a-token-of-a-vault-for-tests';

/** Returns the reason why Vault cannot run here, or null. */
export function whyNoVault(): string | null {
  return spawnSync('vault', ['version']).status === 0
    ? null
    : 'there is no vault on the PATH (developer.hashicorp.com/vault/install)';
}

/** Starts the `vault` program in development mode. */
export async function startVault(): Promise<RunningVault> {
  const port = String(await freePort());
  const origin = `http://127.0.0.1:${port}`;
  const args = ['server', '-dev', `-dev-root-token-id=${TOKEN}`, `-dev-listen-address=127.0.0.1:${port}`];
  const child = spawn('vault', [...args, '-dev-no-store-token'], { stdio: 'ignore' });
  const post = async (path: string, body: object) =>
    (
      await fetch(`${origin}/v1/${path}`, {
        method: 'POST',
        headers: { 'X-Vault-Token': TOKEN },
        body: JSON.stringify(body),
      })
    ).ok;
  await waitFor('Vault answers', () => post('sys/mounts/transit', { type: 'transit' }).catch(() => false));
  await post('transit/keys/credence', { type: 'aes256-gcm96' });
  return {
    kmsUrl: `vault+${origin}/transit/credence`,
    token: TOKEN,
    async rotate() {
      await post('transit/keys/credence/rotate', {});
    },
    async stop() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
