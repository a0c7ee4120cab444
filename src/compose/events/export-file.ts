import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  ftruncateSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { replaceFile } from '../../runtime/embedded/durable-file.js';

/** The manifest beside an export. It says what the file has, and where an interrupted export goes on. */
const manifestSchema = z.strictObject({
  format: z.string(),
  gzip: z.boolean(),
  /** The positions that the export is after and up to. */
  from: z.string(),
  to: z.string(),
  /** The position of the last event in the file. */
  position: z.string(),
  /** The number of events, and the length of the file. */
  count: z.int(),
  bytes: z.int(),
  sha256: z.string(),
  complete: z.boolean(),
});
export type ExportManifest = z.output<typeof manifestSchema>;

export interface ExportFile {
  readonly manifest: () => ExportManifest;
  /** Adds the lines of some events, and moves the manifest behind them. */
  add(
    lines: string,
    progress: Pick<ExportManifest, 'position' | 'complete'> & { readonly events: number },
  ): Promise<void>;
  close(): void;
}

const BLOCK = 1 << 20;

/** Returns the manifest of an earlier, interrupted export to the same file, or null. */
export function readManifest(path: string): ExportManifest | null {
  if (!existsSync(manifestOf(path))) return null;
  return manifestSchema.parse(JSON.parse(readFileSync(manifestOf(path), 'utf8')));
}

/** Opens the file of an export, and drops anything in it after the end that the manifest states. */
export function openExportFile(path: string, start: ExportManifest): ExportFile {
  // The file has personal fields, so that only its owner may read it.
  const file = openSync(path, existsSync(path) ? 'r+' : 'w', 0o600);
  ftruncateSync(file, start.bytes);
  const hash = createHash('sha256');
  for (let at = 0; at < start.bytes;) {
    const block = Buffer.alloc(Math.min(BLOCK, start.bytes - at));
    const read = readSync(file, block, 0, block.length, at);
    hash.update(block.subarray(0, read));
    at += read;
  }
  let manifest = start;
  return {
    manifest: () => manifest,

    async add(lines, { events, ...progress }) {
      // Parts that are compressed one by one are one compressed file together (RFC 1952 §2.2).
      const bytes = manifest.gzip ? gzipSync(lines) : Buffer.from(lines);
      if (lines !== '') {
        writeSync(file, bytes, 0, bytes.length, manifest.bytes);
        fsyncSync(file);
        hash.update(bytes);
      }
      manifest = {
        ...manifest,
        ...progress,
        count: manifest.count + events,
        bytes: manifest.bytes + (lines === '' ? 0 : bytes.length),
        sha256: hash.copy().digest('hex'),
      };
      await replaceFile(manifestOf(path), `${JSON.stringify(manifest, null, 2)}\n`);
    },

    close() {
      closeSync(file);
    },
  };
}

function manifestOf(path: string): string {
  return `${path}.manifest.json`;
}
