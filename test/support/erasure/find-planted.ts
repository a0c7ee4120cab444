import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodingsOf } from '../hostile/encodings.js';

/** Returns the files of a folder, at any depth, that contain one of the texts in any encoding. */
export async function filesWith(texts: readonly string[], folder: string): Promise<string[]> {
  const forms = texts.flatMap(encodingsOf).map((form) => Buffer.from(form));
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    if (forms.some((form) => bytes.includes(form))) found.push(path);
  }
  return found;
}

/** Returns the places of the values that contain one of the texts in any encoding. */
export function placesWith(
  texts: readonly string[],
  values: readonly { readonly place: string; readonly text: string }[],
): string[] {
  const forms = [...new Set(texts.flatMap(encodingsOf))];
  const found = values.filter(({ text }) => forms.some((form) => text.includes(form)));
  return [...new Set(found.map(({ place }) => place))];
}
