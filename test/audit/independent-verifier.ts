import { createHash, createPublicKey, verify } from 'node:crypto';

/** A verifier of checkpoints and proof files written from the specifications alone, without a line of the code under test. */

const sha256 = (...parts: readonly Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();

/** Returns the size and the root of a signed checkpoint. Throws an error if its signature is not valid. */
export function verifyCheckpoint(note: string, key: string): { size: number; root: string } {
  const [, name = '', encoded = ''] = /^(.+?)\+[0-9a-f]{8}\+(.+)$/.exec(key) ?? [];
  const x = Buffer.from(encoded, 'base64').subarray(1).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const [text = '', signature = ''] = note.split('\n\n');
  const bytes = Buffer.from(signature.trim().split(' ')[2] ?? '', 'base64').subarray(4);
  if (!verify(null, Buffer.from(`${text}\n`), publicKey, bytes))
    throw new Error('The signature is not valid.');
  const [origin, size, root = ''] = text.split('\n');
  if (origin !== name) throw new Error('The checkpoint is of another log.');
  return { size: Number(size), root };
}

/** Returns the leaf that a proof file proves. Throws an error if it proves nothing. */
export function verifyProofFile(file: string, key: string): Buffer {
  const end = file.indexOf('\n\n');
  const [header, extra = '', index = '', ...path] = file.slice(0, end).split('\n');
  if (header !== 'c2sp.org/tlog-proof@v1') throw new Error('This is no proof file.');
  const { size, root } = verifyCheckpoint(file.slice(end + 2), key);
  const leaf = Buffer.from(extra.replace(/^extra /, ''), 'base64');
  const hashes = path.map((line) => Buffer.from(line, 'base64'));
  const found = rootOf(sha256(Buffer.of(0), leaf), Number(index.replace(/^index /, '')), size, hashes);
  if (found.toString('base64') !== root) throw new Error('The leaf is not in the tree.');
  return leaf;
}

/** Folds an audit path as RFC 6962 §2.1.1 builds it, from the root down. */
function rootOf(leaf: Buffer, index: number, size: number, path: readonly Buffer[]): Buffer {
  const last = path.at(-1);
  if (size === 1 || last === undefined) return leaf;
  let k = 1;
  while (k * 2 < size) k *= 2;
  const rest = path.slice(0, -1);
  return index < k
    ? sha256(Buffer.of(1), rootOf(leaf, index, k, rest), last)
    : sha256(Buffer.of(1), last, rootOf(leaf, index - k, size - k, rest));
}

/** Tells whether a proof leads from the root of an older tree to that of a newer one, as RFC 6962 §2.1.2 builds it. */
export function isConsistent(
  proof: readonly Buffer[],
  older: { size: number; root: Buffer },
  newer: { size: number; root: Buffer },
): boolean {
  const rest = [...proof];
  const next = () => rest.shift() ?? Buffer.alloc(0);

  /** Returns the roots of both trees within a range of the newer one. */
  function roots(m: number, n: number, isKnown: boolean): [Buffer, Buffer] {
    if (m === n) {
      const root = isKnown ? older.root : next();
      return [root, root];
    }
    let k = 1;
    while (k * 2 < n) k *= 2;
    if (m <= k) {
      const [before, after] = roots(m, k, isKnown);
      return [before, sha256(Buffer.of(1), after, next())];
    }
    const [before, after] = roots(m - k, n - k, false);
    const left = next();
    return [sha256(Buffer.of(1), left, before), sha256(Buffer.of(1), left, after)];
  }

  if (older.size === 0) return proof.length === 0;
  const [before, after] = roots(older.size, newer.size, true);
  return rest.length === 0 && before.equals(older.root) && after.equals(newer.root);
}
