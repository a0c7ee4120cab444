import { describe, expect, test } from '@jest/globals';
import { openCheckpoint, signCheckpoint } from '../../src/audit/notes/checkpoint.js';
import { noteSigner, parseNoteVerifier } from '../../src/audit/notes/note-keys.js';
import { formatProof } from '../../src/audit/notes/proof-file.js';
import { openNote, signNote } from '../../src/audit/notes/signed-note.js';
import { verifyProof } from '../../src/audit/offline/verify-proof.js';
import { proveInclusion, rootAt } from '../../src/audit/tree/proofs.js';
import { growTree } from './grown-tree.js';

/** The example of golang.org/x/mod/sumdb/note, which defined the format: a note, its signatures and its keys. */
const GO_NOTE = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;
const GO_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const GO_SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);

const signer = noteSigner('id.example.com/log', Buffer.alloc(32, 7));
const { verifier } = signer;

describe('a signed note', () => {
  test('the example of the format is verified and its signature is reproduced', () => {
    const key = parseNoteVerifier(GO_KEY);
    if (key === null) throw new Error('The key of the example is valid.');
    const text = openNote(GO_NOTE, key);
    expect(text).toMatch(/^If you think/);
    expect(signNote(text ?? '', noteSigner('PeterNeumann', GO_SEED))).toBe(GO_NOTE);
  });

  test('a changed text, a changed signature and another key are rejected', () => {
    const note = signNote('a log\n', signer);
    expect(openNote(note, verifier)).toBe('a log\n');
    expect(openNote(note.replace('a log', 'b log'), verifier)).toBeNull();
    expect(
      openNote(
        note.replace(/(.)=*\n$/, (_, last) => `${last === 'A' ? 'E' : 'A'}\n`),
        verifier,
      ),
    ).toBeNull();
    expect(openNote(note, noteSigner('id.example.com/log', Buffer.alloc(32, 8)).verifier)).toBeNull();
    expect(openNote(note, noteSigner('other', Buffer.alloc(32, 7)).verifier)).toBeNull();
    expect(openNote('a log\n', verifier)).toBeNull();
  });

  test('signatures of other keys do not hinder the verification', () => {
    const note = signNote('a log\n', signer);
    const witness = signNote('a log\n', noteSigner('witness', Buffer.alloc(32, 9))).split('\n\n')[1] ?? '';
    expect(openNote(note + witness, verifier)).toBe('a log\n');
  });

  test('a key survives its textual form, and a key with a wrong id is rejected', () => {
    expect(parseNoteVerifier(verifier.text)?.id).toEqual(verifier.id);
    expect(parseNoteVerifier(verifier.text.replace('id.example.com', 'id.example.org'))).toBeNull();
    expect(parseNoteVerifier('nonsense')).toBeNull();
  });
});

describe('a checkpoint', () => {
  const head = { size: 3, root: Buffer.alloc(32, 1) };

  test('a signed head is read back', () => {
    const note = signCheckpoint(head, signer);
    expect(note.split('\n').slice(0, 3)).toEqual(['id.example.com/log', '3', head.root.toString('base64')]);
    expect(openCheckpoint(note, verifier)).toEqual({ origin: 'id.example.com/log', ...head });
  });

  test.each(['id.example.com/log\n03\n', 'id.example.com/log\n3\n', 'another/log\n3\n', '\n'])(
    'the signed text %j is no checkpoint',
    (start) => {
      const root = start.includes('another') || start.includes('03') ? head.root.toString('base64') : 'AAAA';
      expect(openCheckpoint(signNote(`${start}${root}\n`, signer), verifier)).toBeNull();
    },
  );
});

describe('a proof file', () => {
  const leaves = Array.from({ length: 300 }, (_, n) => Buffer.from(`{"event":${String(n)}}`));

  async function proofOf(index: number): Promise<string> {
    const { readTile } = growTree(leaves);
    const checkpoint = signCheckpoint({ size: 300, root: await rootAt(readTile, 300) }, signer);
    const hashes = await proveInclusion(readTile, index, 300);
    return formatProof({ leaf: leaves[index] ?? Buffer.alloc(0), index, hashes, checkpoint });
  }

  test('it proves its leaf with nothing but the key', async () => {
    const proven = { origin: 'id.example.com/log', size: 300, index: 137, leaf: '{"event":137}' };
    expect(await verifyProof(await proofOf(137), verifier.text)).toEqual(proven);
    expect(await verifyProof(await proofOf(299), `${verifier.text}\n`)).toMatchObject({ index: 299 });
    const cosigned = `${await proofOf(137)}\u2014 witness.example.com AAAAAAA=\n`;
    expect(await verifyProof(cosigned, verifier.text)).toEqual(proven);
  });

  test('it proves nothing with another key, without its end, or with another proof', async () => {
    const file = await proofOf(137);
    const other = noteSigner('id.example.com/log', Buffer.alloc(32, 8)).verifier.text;
    for (const key of [other, verifier.text.replace('log', 'lag'), verifier.text.slice(1), ''])
      expect(await verifyProof(file, key)).toBeNull();
    for (const changed of [
      file.slice(0, -1),
      file.replace(/\nindex 137\n/, '\nindex 136\n'),
      file.replace(/\nindex 137\n/, '\nindex 300\n'),
      file.replace(/(\nindex 137\n)\S+\n/, '$1'),
      file.replace(/(\nindex 137\n)(\S+\n)/, '$1$2$2'),
      (await proofOf(136)).slice(0, file.indexOf('\n\n')),
      'c2sp.org/tlog-proof@v1\n',
    ])
      expect(await verifyProof(changed, verifier.text)).toBeNull();
  });

  test('PRF-3 every changed bit of the file makes the proof fail', async () => {
    const file = Buffer.from(await proofOf(137));
    for (let bit = 0; bit < file.length * 8; bit += 1) {
      const changed = Buffer.from(file);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const opened = await verifyProof(changed.toString(), verifier.text);
      if (opened !== null) throw new Error(`The proof survives a change of bit ${String(bit)}.`);
    }
  });
});
