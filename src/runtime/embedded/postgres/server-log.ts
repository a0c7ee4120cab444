import { copyFile, readFile, stat, truncate } from 'node:fs/promises';
import { hasCode } from '../durable-file.js';

const MAX_BYTES = 5_000_000;

/**
 * Truncates the log when it is larger than 5 MB, and keeps one older copy beside it. The server appends to the same
 * file.
 */
export async function rotateLog(file: string): Promise<void> {
  try {
    if ((await stat(file)).size <= MAX_BYTES) return;
    await copyFile(file, `${file}.1`);
    await truncate(file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** Returns the last lines of the log, for an error message. */
export async function lastLines(file: string, count: number): Promise<string> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.slice(-count).join('\n');
}
