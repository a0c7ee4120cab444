import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One message as it lies in the folder. Ids grow with the time of arrival, and are that time in milliseconds. */
export interface StoredMessage {
  id: string;
  raw: Buffer;
}

export interface MessageFolder {
  /** What was there when the folder was opened, oldest first. */
  stored: StoredMessage[];
  /** Resolves to the id when the message is in the folder, and what is over the bound is not any more. */
  add(raw: Buffer): Promise<string>;
}

const MESSAGE_FILE = /^(\d+)\.eml$/;

/**
 * Opens a folder that holds at most `keep` messages, one `.eml` file each, readable by this user only:
 * the mails carry addresses and working links. One process at a time may use it.
 */
export async function openMessageFolder(folder: string, keep: number): Promise<MessageFolder> {
  await mkdir(folder, { recursive: true });
  await chmod(folder, 0o700);
  const fileOf = (id: string) => join(folder, `${id}.eml`);
  const names = await readdir(folder);
  await Promise.all(names.filter((name) => name.endsWith('.part')).map((name) => rm(join(folder, name))));
  const kept = names.flatMap((name) => MESSAGE_FILE.exec(name)?.[1] ?? []).sort(byArrival);
  let newest = Number(kept.at(-1) ?? 0);
  await dropOldest();
  const stored = await Promise.all(kept.map(async (id) => ({ id, raw: await readFile(fileOf(id)) })));

  /** The time in milliseconds, pushed forward where two messages share one. */
  function nextId(): string {
    newest = Math.max(Date.now(), newest + 1);
    return String(newest);
  }

  async function dropOldest(): Promise<void> {
    const dropped = kept.splice(0, Math.max(0, kept.length - keep));
    await Promise.all(dropped.map((id) => rm(fileOf(id))));
  }

  return {
    stored,
    async add(raw) {
      const id = nextId();
      // Under another name first, so that a kill in the middle leaves no half message.
      await writeFile(`${fileOf(id)}.part`, raw, { mode: 0o600 });
      await rename(`${fileOf(id)}.part`, fileOf(id));
      // Counted only now: what is still being written can not be dropped.
      kept.push(id);
      kept.sort(byArrival);
      await dropOldest();
      return id;
    },
  };
}

function byArrival(a: string, b: string): number {
  return Number(a) - Number(b);
}
