import { readFile } from 'node:fs/promises';
import { hasCode, replaceFile } from '../runtime/embedded/durable-file.js';

/** A place outside the database that holds the newest checkpoint. */
export interface Publication {
  /** Returns the published checkpoint, or null before the first. */
  latest(): Promise<string | null>;
  publish(note: string): Promise<void>;
}

/** Everybody may read a published checkpoint. */
const MODE = 0o644;

/** Publishes checkpoints to a file, which each one replaces. */
export function filePublication(path: string): Publication {
  return {
    async latest() {
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return null;
        throw error;
      }
    },
    publish: (note) => replaceFile(path, note, MODE),
  };
}
