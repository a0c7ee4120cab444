import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A stored message. Its id is the time of arrival in milliseconds; ids increase strictly. */
export interface StoredMessage {
  id: string;
  raw: Buffer;
}

export interface MessageFolder {
  /** The messages at the time of opening, oldest first. */
  stored: StoredMessage[];
  /** Stores a message, deletes the oldest beyond the limit, and resolves to the id. */
  add(raw: Buffer): Promise<string>;
  /** Deletes messages. Those that are gone already are ignored. */
  remove(ids: readonly string[]): Promise<void>;
}

const MESSAGE_FILE = /^(\d+)\.eml$/;

/**
 * Opens a folder of at most `keep` messages, one `.eml` file each. Only this user may read them: they contain addresses
 * and valid links. Only one process at a time may use the folder.
 */
export async function openMessageFolder(folder: string, keep: number): Promise<MessageFolder> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  const fileOf = (id: string) => join(folder, `${id}.eml`);
  const names = await readdir(folder);
  await Promise.all(names.filter((name) => name.endsWith('.part')).map((name) => rm(join(folder, name))));
  const kept = names.flatMap((name) => MESSAGE_FILE.exec(name)?.[1] ?? []).sort(byArrival);
  let newest = Number(kept.at(-1) ?? 0);
  await deleteOldest();
  const stored = await Promise.all(kept.map(async (id) => ({ id, raw: await readFile(fileOf(id)) })));

  /** Returns the time in milliseconds, or the next free number if two messages share a time. */
  function nextId(): string {
    newest = Math.max(Date.now(), newest + 1);
    return String(newest);
  }

  async function deleteOldest(): Promise<void> {
    const oldest = kept.splice(0, Math.max(0, kept.length - keep));
    await Promise.all(oldest.map((id) => rm(fileOf(id))));
  }

  return {
    stored,
    async add(raw) {
      const id = nextId();
      // Written to another name first, so that a kill leaves no partial message.
      await writeFile(`${fileOf(id)}.part`, raw, { mode: 0o600 });
      await rename(`${fileOf(id)}.part`, fileOf(id));
      // Added only now: a message that is still being written must not be deleted.
      kept.push(id);
      kept.sort(byArrival);
      await deleteOldest();
      return id;
    },
    async remove(ids) {
      for (const id of ids) {
        const at = kept.indexOf(id);
        if (at >= 0) kept.splice(at, 1);
        await rm(fileOf(id), { force: true });
      }
    },
  };
}

function byArrival(a: string, b: string): number {
  return Number(a) - Number(b);
}
