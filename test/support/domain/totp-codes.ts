import { createHmac } from 'node:crypto';
import { SEED } from './factor-events.js';

const STEP_MS = 30_000;
const COMMON = { algorithm: 'sha1', digits: 6 };
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Returns the code of a time step (RFC 4226 §5.3), by other code than that of the service. */
export function codeOfStep(step: number, seed = SEED, { algorithm, digits } = COMMON): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac(algorithm, fromBase32(seed)).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** Returns the code that an authenticator app shows at a time. */
export function codeAt(time: Date, seed = SEED): string {
  return codeOfStep(Math.floor(time.getTime() / STEP_MS), seed);
}

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}
