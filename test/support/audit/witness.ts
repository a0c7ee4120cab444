import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { isConsistent, verifyCheckpoint } from '../../audit/independent-verifier.js';

/** A witness as C2SP tlog-witness describes it, which remembers in memory what it has signed. */
export interface TestWitness {
  /** For `CHECKPOINT_PUBLISH`. */
  readonly place: string;
  readonly url: string;
  /** The public key in the textual form of signed notes. */
  readonly key: string;
  /** Statuses of the answers so far. */
  readonly statuses: readonly number[];
  /** Makes the witness sign with another key than the one that it shows. */
  forge(): void;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

const NAME = 'witness.example.com/w1';
const EMPTY = Buffer.alloc(0);
const sha256 = (...parts: readonly (Buffer | string)[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/**
 * Starts a witness.
 *
 * @param logKey the public key of the only log that it signs
 */
export async function startWitness(logKey: string): Promise<TestWitness> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const typed = Buffer.concat([Buffer.of(4), raw]);
  const keyId = sha256(`${NAME}\n`, typed).subarray(0, 4);
  const key = `${NAME}+${keyId.toString('hex')}+${typed.toString('base64')}`;
  const statuses: number[] = [];
  let signer = privateKey;
  let latest = { size: 0, root: EMPTY };

  function answer(body: string): Answer {
    const [head = '', ...rest] = body.split('\n\n');
    const [oldLine = '', ...proof] = head.split('\n');
    const note = rest.join('\n\n');
    if (!note.startsWith(`${logKey.split('+')[0] ?? ''}\n`)) return { status: 404, body: '' };
    let submitted: { size: number; root: string };
    try {
      submitted = verifyCheckpoint(note, logKey);
    } catch {
      return { status: 403, body: '' };
    }
    const old = Number(/^old (\d+)$/.exec(oldLine)?.[1]);
    if (!(old <= submitted.size)) return { status: 400, body: '' };
    if (old !== latest.size) return conflict(latest.size);
    const newer = { size: submitted.size, root: Buffer.from(submitted.root, 'base64') };
    if (old === newer.size && !latest.root.equals(newer.root)) return conflict(latest.size);
    const hashes = proof.map((line) => Buffer.from(line, 'base64'));
    if (old !== newer.size && !isConsistent(hashes, latest, newer)) return { status: 422, body: '' };
    latest = newer;
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000)));
    const text = `${note.split('\n\n')[0] ?? ''}\n`;
    const message = Buffer.from(`cosignature/v1\ntime ${String(time.readBigUInt64BE())}\n${text}`);
    const signature = Buffer.concat([keyId, time, sign(null, message, signer)]).toString('base64');
    return { status: 200, body: `\u2014 other.example.com AAAAAA==\n\u2014 ${NAME} ${signature}\n` };
  }

  const server = createServer((request, response) => {
    void textOf(request).then((body) => {
      const { status, body: text, type = 'text/plain' } = answer(body);
      statuses.push(status);
      response.writeHead(status, { 'content-type': type }).end(text);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${String(port)}`;
  return {
    url,
    key,
    place: `witness:${url}/#${key}`,
    statuses,
    forge: () => (signer = generateKeyPairSync('ed25519').privateKey),
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function conflict(size: number): Answer {
  return { status: 409, body: `${String(size)}\n`, type: 'text/x.tlog.size' };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
