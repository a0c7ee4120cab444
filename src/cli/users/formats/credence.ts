import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Decrypter } from 'age-encryption';
import type { SourceRow } from '../../../compose/users/import-users.js';
import { UnreadableSource } from './format.js';
import type { UserFormat } from './format.js';

/** The export of another Credence, encrypted for the receiver. Its accounts keep their ids, passwords and factors. */
export const credence: UserFormat = {
  title: 'Credence',
  open: async (file, { identity }) => {
    if (identity === null)
      throw new UnreadableSource(
        'the export is encrypted; name the file of your age identity with --identity',
      );
    return { total: null, rows: readLines(file, await openDecrypter(identity)) };
  },
};

/** Opens the identities of a file, as `age-keygen` writes it. */
async function openDecrypter(file: string): Promise<Decrypter> {
  const decrypter = new Decrypter();
  const lines = (await readFile(file, 'utf8')).split('\n').map((line) => line.trim());
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#'));
  try {
    for (const key of keys) decrypter.addIdentity(key);
  } catch {
    throw new UnreadableSource(`${file} has a line that is no identity of age, AGE-SECRET-KEY-1…`);
  }
  return decrypter;
}

async function* readLines(file: string, decrypter: Decrypter): AsyncIterable<SourceRow> {
  let number = 0;
  try {
    const plain = await decrypter.decrypt(toWeb(createReadStream(file)));
    for await (const text of linesOf(plain)) {
      number += 1;
      yield { place: `line ${String(number)}`, user: JSON.parse(text) };
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnreadableSource(`${file} cannot be read after line ${String(number)}: ${reason}`);
  }
}

/** Splits a stream into lines. It passes on the failure of a stream that was cut off or changed. */
async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream) {
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function toWeb(stream: Readable): globalThis.ReadableStream<Uint8Array> {
  return Readable.toWeb(stream) as globalThis.ReadableStream<Uint8Array>;
}
