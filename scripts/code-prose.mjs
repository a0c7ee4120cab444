import ts from 'typescript';
import { sqlPassages, withoutCode } from './text-prose.mjs';

/** @typedef {import('./prose.mjs').Passage} Passage */

const TEST_FUNCTIONS = ['test', 'it', 'describe'];
const DIRECTIVE = /^\s*(?:eslint|@ts-|prettier-ignore|#|!)/;
const SENTENCE = /^\p{Lu}\S*\s+\S+\s+\S/u;

/**
 * Returns the comments, the test titles and the messages of TypeScript or JavaScript.
 *
 * @param {string} path
 * @param {string} source
 * @returns {Passage[]}
 */
export function codePassages(path, source) {
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
      // Only a template keeps the line breaks of its SQL, and with them the lines of the comments.
      if (!ts.isStringLiteral(node))
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
