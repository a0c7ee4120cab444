import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository; the tests run in `dist/test`. */
export const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'coverage']);
const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;
const LINK = /\[(?:[^\]]*)\]\(([^)\s]+)\)/g;
const HEADING = /^#{1,6} +(.+)$/gm;

/** A fenced code block, with the prose before it since the previous block. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
  readonly prose: string;
}

/** Returns the paths of all Markdown files of the repository, relative to its root. */
export async function markdownFiles(folder = ''): Promise<string[]> {
  const entries = await readdir(join(ROOT, folder), { withFileTypes: true });
  const found = await Promise.all(
    entries.map(async (entry): Promise<string[]> => {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) return path.endsWith('.md') ? [path] : [];
      const isSkipped = entry.name.startsWith('.') || SKIPPED_FOLDERS.has(entry.name);
      return isSkipped ? [] : await markdownFiles(path);
    }),
  );
  return found.flat();
}

/** Reads a file of the repository. */
export async function readDocument(path: string): Promise<string> {
  return await readFile(join(ROOT, path), 'utf8');
}

/**
 * Returns the text below a heading, up to the next heading of the same or a higher level.
 *
 * @throws Error there is no such heading
 */
export function sectionOf(text: string, heading: RegExp): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && heading.test(line));
  if (start === -1) throw new Error(`No heading matches ${String(heading)}.`);
  const level = lines[start]?.indexOf(' ') ?? 1;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => new RegExp(`^#{1,${String(level)}} `).test(line));
  return rest.slice(0, end === -1 ? undefined : end).join('\n');
}

/** Returns the code blocks of a text in order. */
export function codeBlocks(text: string): CodeBlock[] {
  let end = 0;
  return [...text.matchAll(FENCE)].map(({ 0: whole, 1: language = '', 2: code = '', index }) => {
    const prose = text.slice(end, index);
    end = index + whole.length;
    return { language, code, prose };
  });
}

/** Returns the targets of all links of a text, except those in code. */
export function linkTargets(text: string): string[] {
  return [...withoutCode(text).matchAll(LINK)].flatMap(([, target]) => target ?? []);
}

/** Returns the anchors that GitHub gives to the headings of a text. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutFences(text).matchAll(HEADING)) {
    const slug = slugOf(heading);
    let anchor = slug;
    for (let repeat = 1; anchors.has(anchor); repeat += 1) anchor = `${slug}-${String(repeat)}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Returns the rows of all tables of a text as trimmed cells, without headers. */
export function tableRows(text: string): string[][] {
  return withoutFences(text)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

function slugOf(heading: string): string {
  return heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replaceAll(' ', '-');
}

function withoutFences(text: string): string {
  return text.replace(FENCE, '');
}

function withoutCode(text: string): string {
  return withoutFences(text).replace(/`[^`\n]*`/g, '');
}
