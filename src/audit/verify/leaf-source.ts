import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { START } from '../../eventstore/port.js';
import type { EventStore } from '../../eventstore/port.js';
import { hashOf, provable } from '../leaf.js';
import { leafHash } from '../tree/hashes.js';

/** An event of the verified log. */
export interface SourceLeaf {
  readonly hash: Buffer;
  /** Returns the id of the event, and its place for people. */
  name(): string;
}

/** The verified log, page by page from its start. Each call reads it again. */
export type LeafSource = () => AsyncGenerator<readonly SourceLeaf[]>;

const PAGE = 1000;
const BLOCK_BYTES = 1 << 20;
const LINE_BREAK = 10;

/** Reads the events of a store that have a leaf. */
export function storeLeaves(store: Pick<EventStore, 'readAll'>): LeafSource {
  return async function* read() {
    for (let after: typeof START | undefined = START; after !== undefined;) {
      const page = await store.readAll({ after, limit: PAGE });
      yield provable(page).map((event) => ({
        hash: hashOf(event),
        name: () => `${event.id} at position ${event.position}`,
      }));
      after = page.at(-1)?.position;
    }
  };
}

/** Reads an export in the format `leaves`, whose lines are the leaves. */
export function exportedLeaves(path: string, isCompressed: boolean): LeafSource {
  return async function* read() {
    const file = createReadStream(path, { highWaterMark: BLOCK_BYTES });
    const blocks = isCompressed ? file.pipe(createGunzip()) : file;
    let [rest, line] = [Buffer.alloc(0), 0];
    for await (const block of blocks as AsyncIterable<Buffer>) {
      const text = Buffer.concat([rest, block]);
      const leaves: SourceLeaf[] = [];
      let start = 0;
      for (let end = text.indexOf(LINE_BREAK); end !== -1; end = text.indexOf(LINE_BREAK, start)) {
        line += 1;
        leaves.push(exportedLeaf(text.subarray(start, end), line));
        start = end + 1;
      }
      rest = text.subarray(start);
      yield leaves;
    }
    if (rest.length > 0) yield [exportedLeaf(rest, line + 1)];
  };
}

function exportedLeaf(leaf: Buffer, line: number): SourceLeaf {
  return { hash: leafHash(leaf), name: () => `${idOf(leaf)} in line ${String(line)}` };
}

/** Returns the id in a leaf. A changed line may not be JSON. */
function idOf(leaf: Buffer): string {
  return /"id":"([0-9a-f-]{36})"/.exec(leaf.toString())?.[1] ?? 'an event without an id';
}
