/** @typedef {import('./prose.mjs').Passage} Passage */

/**
 * Returns the line comments of SQL, with consecutive lines joined.
 *
 * @param {string} source
 * @param {number} firstLine The line of the file on which the SQL begins.
 * @returns {Passage[]}
 */
export function sqlPassages(source, firstLine) {
  /** @type {Passage[]} */
  const passages = [];
  let previous = -1;
  source.split('\n').forEach((line, index) => {
    const comment = /(?:^|\s)--\s?(.*)$/.exec(line)?.[1];
    if (comment === undefined) return;
    const text = withoutCode(comment);
    const before = passages.at(-1);
    if (before !== undefined && previous === index - 1) before.text += `\n${text}`;
    else passages.push({ line: firstLine + index, text, kind: 'comment' });
    previous = index;
  });
  return passages;
}

/**
 * Drops fenced code, headings and the addresses of links, and keeps the number of lines.
 *
 * @param {string} source
 * @returns {string}
 */
export function markdownText(source) {
  let isFenced = false;
  const lines = source.split('\n').map((line) => {
    const isFence = line.trimStart().startsWith('```');
    if (isFence) isFenced = !isFenced;
    return isFence || isFenced || line.startsWith('#') ? '' : line;
  });
  return withoutCode(lines.join('\n'))
    .replace(/\]\([^()\s]{0,500}\)/g, '')
    .replace(/[[\]]/g, '');
}

/**
 * Drops the tags, scripts, styles and template code of a page, and keeps the number of lines.
 *
 * @param {string} source
 * @returns {string}
 */
export function pageText(source) {
  let text = '';
  let position = 0;
  for (let start = source.indexOf('<'); start !== -1; start = source.indexOf('<', position)) {
    text += source.slice(position, start);
    const closing = closingOf(source, start);
    const found = source.indexOf(closing, start);
    const end = found === -1 ? source.length : found + closing.length;
    text += '\n'.repeat(source.slice(start, end).split('\n').length - 1);
    position = end;
  }
  return text + source.slice(position);
}

/**
 * @param {string} source
 * @param {number} start
 * @returns {string}
 */
function closingOf(source, start) {
  const beginning = source.slice(start, start + '<script'.length).toLowerCase();
  if (beginning.startsWith('<%')) return '%>';
  if (beginning.startsWith('<!--')) return '-->';
  if (beginning.startsWith('<script')) return '</script>';
  if (beginning.startsWith('<style')) return '</style>';
  return '>';
}

/**
 * Replaces code spans, because identifiers are no prose.
 *
 * @param {string} text
 * @returns {string}
 */
export function withoutCode(text) {
  return text.replace(/`[^`\n]*`/g, 'CODE');
}
