import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { freePort } from '../server/free-port.js';

/** A server with the parts of Vault that Credence uses: the Transit secrets engine and AppRole. */
export interface TransitServer {
  /** For `KMS_URL`. */
  readonly kmsUrl: string;
  readonly token: string;
  /** Requests so far, as `operation items`. */
  readonly requests: readonly string[];
  /** Adds a version of the key, which encrypts from now on. */
  rotate(): void;
  /** Makes the server answer every request with a status, or none again. */
  failWith(status: number | null): void;
  /** Revokes all tokens of AppRoles, and replaces the token. */
  replaceToken(token: string): void;
  /** Closes the listener and all connections; `start` opens it at the same port. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export const ROLE = { VAULT_ROLE_ID: 'credence', VAULT_SECRET_ID: 'the secret of the role' };

interface Item {
  readonly plaintext?: string;
  readonly ciphertext?: string;
  readonly associated_data?: string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export async function startTransitServer(): Promise<TransitServer> {
  const port = await freePort();
  const versions: Buffer[] = [randomBytes(32)];
  const requests: string[] = [];
  const roleTokens = new Set<string>();
  let token = randomBytes(16).toString('hex');
  let failure: number | null = null;

  const encrypt = ({ plaintext = '', associated_data = '' }: Item) => {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', versions.at(-1) ?? '', nonce);
    cipher.setAAD(Buffer.from(associated_data, 'base64'));
    const sealed = [nonce, cipher.update(plaintext, 'base64'), cipher.final(), cipher.getAuthTag()];
    return { ciphertext: `vault:v${String(versions.length)}:${Buffer.concat(sealed).toString('base64')}` };
  };
  const decrypt = ({ ciphertext = '', associated_data = '' }: Item) => {
    const [, version = '', text = ''] = /^vault:v(\d+):(.+)$/.exec(ciphertext) ?? [];
    const bytes = Buffer.from(text, 'base64');
    try {
      const cipher = createDecipheriv(
        'aes-256-gcm',
        versions[Number(version) - 1] ?? '',
        bytes.subarray(0, NONCE_BYTES),
      );
      cipher.setAAD(Buffer.from(associated_data, 'base64')).setAuthTag(bytes.subarray(-TAG_BYTES));
      const plain = [cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), cipher.final()];
      return { plaintext: Buffer.concat(plain).toString('base64') };
    } catch {
      return { error: 'cipher: message authentication failed' };
    }
  };

  async function answer(request: IncomingMessage): Promise<{ status: number; body: object }> {
    if (failure !== null) return { status: failure, body: { errors: [] } };
    const body = (await bodyOf(request)) as Record<string, unknown>;
    if (request.url === '/v1/auth/approle/login') {
      requests.push('login');
      if (body['role_id'] !== ROLE.VAULT_ROLE_ID || body['secret_id'] !== ROLE.VAULT_SECRET_ID)
        return { status: 400, body: { errors: ['invalid role or secret ID'] } };
      const issued = randomBytes(16).toString('hex');
      roleTokens.add(issued);
      return { status: 200, body: { auth: { client_token: issued, lease_duration: 3600 } } };
    }
    const presented = String(request.headers['x-vault-token']);
    if (presented !== token && !roleTokens.has(presented))
      return { status: 403, body: { errors: ['permission denied'] } };
    const [, operation = ''] = /^\/v1\/transit\/(encrypt|decrypt)\/credence$/.exec(request.url ?? '') ?? [];
    if (operation === '') return { status: 404, body: { errors: ['unsupported path'] } };
    const items = body['batch_input'] as Item[];
    requests.push(`${operation} ${String(items.length)}`);
    const results = items.map((item) => (operation === 'encrypt' ? encrypt(item) : decrypt(item)));
    const hasError = results.some((result) => 'error' in result);
    return { status: hasError ? 400 : 200, body: { data: { batch_results: results } } };
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  const start = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await start();
  return {
    kmsUrl: `vault+http://127.0.0.1:${String(port)}/transit/credence`,
    token,
    requests,
    rotate: () => versions.push(randomBytes(32)),
    failWith: (status) => (failure = status),
    replaceToken(next) {
      roleTokens.clear();
      token = next;
    },
    start,
    async stop() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString());
}
