import { copyFile, readFile, stat, truncate } from 'node:fs/promises';
import { hasCode } from '../durable-file.js';

const MAX_BYTES = 5_000_000;

/**
 * Empties the log when it is over 5 MB, and keeps one older copy beside it. The server goes on writing to the same
 * file, always at its end.
 */
export async function boundLog(file: string): Promise<void> {
  try {
    if ((await stat(file)).size <= MAX_BYTES) return;
    await copyFile(file, `${file}.1`);
    await truncate(file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** The newest lines, for an error message. */
export async function lastLines(file: string, count: number): Promise<string> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  return lines.slice(-count).join('\n');
}
