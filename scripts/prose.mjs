// Extracts the passages of a file that people read: comments, test titles, messages, and the prose of documents and pages.
import { extname } from 'node:path';
import ts from 'typescript';

/**
 * @typedef {object} Passage
 * @property {number} line The line of the file on which the text begins.
 * @property {string} text The text with its line breaks, without code spans and comment marks.
 * @property {'docstring' | 'comment' | 'title' | 'message' | 'prose'} kind
 */

const CODE = ['.ts', '.tsx', '.mts', '.mjs', '.js'];
const PAGES = ['.html', '.eta'];
const TEST_FUNCTIONS = ['test', 'it', 'describe'];
const DIRECTIVE = /^\s*(?:eslint|@ts-|prettier-ignore|#|!)/;
const SENTENCE = /^\p{Lu}\S*\s+\S+\s+\S/u;

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

/**
 * @param {string} path
 * @param {string} source
 * @returns {Passage[]}
 */
function codePassages(path, source) {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true);
  const hasMessages = /^(?:src|web)\//.test(path);
  /** @type {Map<number, ts.CommentRange>} */
  const comments = new Map();
  /** @type {Passage[]} */
  const passages = [];

  /** @type {(node: ts.Node, kind: Passage['kind']) => void} */
  const add = (node, kind) => {
    passages.push({ line: lineOf(file, node.getStart(file)), text: withoutCode(literalText(node)), kind });
  };

  /** @type {(node: ts.Node) => void} */
  const visit = (node) => {
    // Comments belong to no node: they stand before a token, punctuation included.
    for (const range of [
      ...(ts.getLeadingCommentRanges(source, node.pos) ?? []),
      ...(ts.getTrailingCommentRanges(source, node.pos) ?? []),
    ]) {
      comments.set(range.pos, range);
    }
    const title = ts.isCallExpression(node) ? titleOf(node) : undefined;
    if (title !== undefined) add(title, 'title');
    if (isText(node)) {
      passages.push(...sqlPassages(literalText(node), lineOf(file, node.getStart(file))));
      if (hasMessages && SENTENCE.test(literalText(node))) add(node, 'message');
    }
    for (const child of node.getChildren(file)) if (!ts.isJSDoc(child)) visit(child);
  };
  visit(file);

  const ranges = [...comments.values()].sort((one, other) => one.pos - other.pos);
  return [...commentPassages(file, ranges), ...passages];
}

/**
 * Joins the lines of each comment, so that a phrase is found across a line break.
 *
 * @param {ts.SourceFile} file
 * @param {ts.CommentRange[]} ranges
 * @returns {Passage[]}
 */
function commentPassages(file, ranges) {
  /** @type {(Passage & { last: number })[]} */
  const passages = [];
  for (const { pos, end, kind } of ranges) {
    const raw = file.text.slice(pos, end);
    const isBlock = kind === ts.SyntaxKind.MultiLineCommentTrivia;
    const body = isBlock ? blockText(raw) : raw.slice(2);
    if (DIRECTIVE.test(body)) continue;
    const line = lineOf(file, pos);
    const text = withoutCode(body);
    const before = passages.at(-1);
    if (!isBlock && before?.kind === 'comment' && before.last === line - 1) {
      before.text += `\n${text}`;
      before.last = line;
    } else {
      const isDocstring = raw.startsWith('/**');
      const last = isBlock ? -1 : line;
      passages.push({ line, text, kind: isDocstring ? 'docstring' : 'comment', last });
    }
  }
  return passages.map(({ line, text, kind }) => ({ line, text, kind }));
}

/**
 * @param {string} raw
 * @returns {string}
 */
function blockText(raw) {
  return raw
    .slice(2, -2)
    .split('\n')
    .map((line) => line.trimStart().replace(/^\*+/, '').trimStart())
    .map((line) => line.replace(/^@\w+\s*/, '').replace(/^\{[^{}]{0,200}\}/, ''))
    .join('\n');
}

/**
 * @param {ts.SourceFile} file
 * @param {number} position
 * @returns {number}
 */
function lineOf(file, position) {
  return file.getLineAndCharacterOfPosition(position).line + 1;
}

/**
 * Returns the title of a test or a group of tests, also behind modifiers such as `test.each(rows)(title, …)`.
 *
 * @param {ts.CallExpression} call
 * @returns {ts.Node | undefined}
 */
function titleOf(call) {
  const [first] = call.arguments;
  if (first === undefined || !isText(first)) return undefined;
  /** @type {ts.Node} */
  let callee = call.expression;
  while (ts.isPropertyAccessExpression(callee) || ts.isCallExpression(callee)) callee = callee.expression;
  return ts.isIdentifier(callee) && TEST_FUNCTIONS.includes(callee.text) ? first : undefined;
}

/**
 * @param {ts.Node} node
 * @returns {boolean}
 */
function isText(node) {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

/**
 * @param {ts.Node} node
 * @returns {string}
 */
function literalText(node) {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return '';
  return node.head.text + node.templateSpans.map(({ literal }) => `CODE${literal.text}`).join('');
}

/**
 * @param {string} source
 * @param {number} firstLine
 * @returns {Passage[]}
 */
function sqlPassages(source, firstLine) {
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
function markdownText(source) {
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
function pageText(source) {
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
function withoutCode(text) {
  return text.replace(/`[^`\n]*`/g, 'CODE');
}
