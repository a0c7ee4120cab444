// The rules of plain English that a program can count. CONTRIBUTING.md explains them.
import { passagesOf } from './prose.mjs';

/** The highest rate of headless relative clauses, per 1,000 words. */
export const MAX_HEADLESS_RATE = 1;
/** The highest share of docstrings that open with a question word, in percent. */
export const MAX_OPENING_SHARE = 5;

/**
 * Patterns of a relative clause that has lost its noun. None of them can backtrack further than one run of white space.
 */
const HEADLESS = [
  // `of whom to trust`, `than who has none`
  /\b(?:of|by|for|to|from|with|than|as|and|or|is|are|was|but|on|at|in|under|that|only|all)\s+(?:who|whom|whose)\b/gi,
  // `is what was stored`
  /\b(?:of|by|for|from|with|than|is|are|was|but|on|under)\s+what\b/gi,
  // `of which one is kept`
  /\bof\s+which\b/gi,
  // `whoever holds the key`
  /\b(?:whoever|whomever|whosoever)\b/gi,
  // `Who has the key may read.`, also in a list, after a colon or a dash
  /(?:^[ \t]*(?:[*>-][ \t]+)?|[.;:–—]\s+)(?:Who|What|Whose|Whom)\s/gm,
];
const QUESTION_WORD = /^\s*(?:what|who|whose|whom|whoever|which|whether|of|by|how|where|under|to whom)\b/i;
const WORD = /[A-Za-z’']+/g;
const PHRASE_BEFORE = 25;
const PHRASE_AFTER = 45;

/**
 * Returns where headless relative clauses stand in a text, in their order.
 *
 * @param {string} text
 * @returns {number[]}
 */
export function headlessRelatives(text) {
  return HEADLESS.flatMap((pattern) => [...text.matchAll(pattern)].map(({ index }) => index)).sort(
    (one, other) => one - other,
  );
}

/**
 * Returns whether a docstring opens with a question word instead of a verb or a noun.
 *
 * @param {string} docstring
 * @returns {boolean}
 */
export function opensWithQuestionWord(docstring) {
  return QUESTION_WORD.test(docstring);
}

/**
 * @typedef {object} Place
 * @property {string} path
 * @property {number} line
 * @property {string} phrase
 */

/**
 * @typedef {object} Report
 * @property {number} words
 * @property {number} docstrings
 * @property {Place[]} headless
 * @property {Place[]} openings
 */

/**
 * Counts the words, the docstrings and the offending places of files.
 *
 * @param {Iterable<{ path: string, source: string }>} files
 * @returns {Report}
 */
export function inspect(files) {
  /** @type {Report} */
  const report = { words: 0, docstrings: 0, headless: [], openings: [] };
  for (const { path, source } of files) {
    for (const { line, text, kind } of passagesOf(path, source)) {
      // Messages are too short for the habit, so their words would only dilute the rate.
      if (kind !== 'message') report.words += text.match(WORD)?.length ?? 0;
      for (const index of headlessRelatives(text)) {
        const phrase = oneLine(text.slice(Math.max(0, index - PHRASE_BEFORE), index + PHRASE_AFTER));
        report.headless.push({ path, line: line + lineBreaks(text, index), phrase });
      }
      if (kind !== 'docstring') continue;
      report.docstrings += 1;
      if (!opensWithQuestionWord(text)) continue;
      const start = text.search(/\S/);
      const phrase = oneLine(text.slice(start, start + PHRASE_BEFORE + PHRASE_AFTER));
      report.openings.push({ path, line: line + lineBreaks(text, start), phrase });
    }
  }
  return report;
}

/**
 * Returns the rates of a report. Nothing to read counts as plain.
 *
 * @param {Report} report
 * @returns {{ headlessRate: number, openingShare: number }}
 */
export function ratesOf({ words, docstrings, headless, openings }) {
  return {
    headlessRate: words === 0 ? 0 : (1000 * headless.length) / words,
    openingShare: docstrings === 0 ? 0 : (100 * openings.length) / docstrings,
  };
}

/**
 * @param {string} text
 * @returns {string}
 */
function oneLine(text) {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * @param {string} text
 * @param {number} index
 * @returns {number}
 */
function lineBreaks(text, index) {
  return text.slice(0, index).split('\n').length - 1;
}
