// Extracts the passages of a file that people read: comments, test titles, messages, and the prose of documents and pages.
import { extname } from 'node:path';
import { codePassages } from './code-prose.mjs';
import { markdownText, pageText, sqlPassages } from './text-prose.mjs';

/**
 * @typedef {object} Passage
 * @property {number} line The line of the file on which the text begins.
 * @property {string} text The text with its line breaks, without code spans and comment marks.
 * @property {'docstring' | 'comment' | 'title' | 'message' | 'prose'} kind
 */

const CODE = ['.ts', '.tsx', '.mts', '.mjs', '.js'];
const PAGES = ['.html', '.eta'];

/** The endings of the files that the check reads. */
export const READABLE = [...CODE, ...PAGES, '.sql', '.md'];

/**
 * Returns the passages of one file. A file of an unknown kind has none.
 *
 * @param {string} path
 * @param {string} source
 * @returns {Passage[]}
 */
export function passagesOf(path, source) {
  const extension = extname(path);
  if (CODE.includes(extension)) return codePassages(path, source);
  if (extension === '.sql') return sqlPassages(source, 1);
  if (extension === '.md') return [{ line: 1, text: markdownText(source), kind: 'prose' }];
  if (PAGES.includes(extension)) return [{ line: 1, text: pageText(source), kind: 'prose' }];
  return [];
}
