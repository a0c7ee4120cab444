import express from 'express';
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { visit } from 'jsonc-parser';
import { isCleanText } from '../../../../domain/clean-text.js';
import { Problem } from '../../problems/problem.js';
import type { ProblemCode } from '../../problems/problem-table.js';
import { jsonPointer } from './field-errors.js';

/** Well above the largest body of this API. */
const MAX_BYTES = 64 * 1024;
const MAX_DEPTH = 16;
const MAX_MEMBERS = 256;
/** The longest list of this API: the decisions of one request. */
const MAX_ITEMS = 1000;

/** `application/json`, optionally with the charset UTF-8 (RFC 8259 §8.1). */
const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Returns the handler that reads a body of limited size as bytes. The route checks its content type later.
 *
 * @param limit the most bytes
 */
export function readBody(limit = MAX_BYTES): RequestHandler {
  return express.raw({ type: () => true, limit, inflate: false });
}

/** Converts the errors of `readBody` to problems. */
export const bodyProblems: ErrorRequestHandler = (error: unknown, _request, _response, next) => {
  const type = typeof error === 'object' && error !== null && 'type' in error ? String(error.type) : '';
  const code = READING_FAILURES.get(type);
  next(code === undefined ? error : new Problem(code));
};

/** The error types of `raw-body` that a client causes. */
const READING_FAILURES = new Map<string, ProblemCode>([
  ['entity.too.large', 'body_too_large'],
  ['encoding.unsupported', 'unsupported_media_type'],
  ['request.aborted', 'malformed_json'],
  ['request.size.invalid', 'malformed_json'],
]);

/**
 * Parses a body strictly: JSON in UTF-8 of bounded depth and size, without duplicate names, and without text that the
 * stores reject, unless a route accepts it. An empty body is no body, whatever its type: wrappers of `fetch` send a type with every request.
 *
 * @param contentType the header as received
 * @returns undefined if there is no body
 * @throws Problem unsupported_media_type, malformed_json, invalid_input
 */
export function parseJson(bytes: unknown, contentType: string | undefined, anyText = false): unknown {
  if (!Buffer.isBuffer(bytes) || bytes.length === 0) return undefined;
  if (!isJsonType(contentType)) throw new Problem('unsupported_media_type');
  const value = parse(bytes);
  inspect(value, '', 0, anyText);
  return value;
}

/** Returns true for a `Content-Type` header of JSON in UTF-8. */
export function isJsonType(contentType: string | undefined): boolean {
  return contentType !== undefined && JSON_TYPE.test(contentType);
}

function parse(bytes: Buffer): unknown {
  try {
    const text = decoder.decode(bytes);
    const value: unknown = JSON.parse(text);
    rejectDuplicateNames(text);
    return value;
  } catch {
    throw new Problem('malformed_json');
  }
}

/**
 * Rejects duplicate names. Parsers disagree on which member applies; a proxy may have checked the other one
 * (RFC 7493 §2.3).
 *
 * @throws Error
 */
function rejectDuplicateNames(text: string): void {
  const objects: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => void objects.push(new Set()),
    onObjectProperty(name) {
      const names = objects.at(-1);
      if (names?.has(name) === true) throw new Error('An object has duplicate names.');
      names?.add(name);
    },
    onObjectEnd: () => void objects.pop(),
  });
}

function inspect(value: unknown, pointer: string, depth: number, anyText: boolean): void {
  if (depth > MAX_DEPTH) throw invalid(pointer, 'too_deep', 'The value is nested too deeply.');
  if (!anyText && typeof value === 'string' && !isCleanText(value)) {
    throw invalid(pointer, 'invalid_characters', 'Control characters and invalid Unicode are not allowed.');
  }
  if (typeof value !== 'object' || value === null) return;
  const members = Object.entries(value);
  const most = Array.isArray(value) ? MAX_ITEMS : MAX_MEMBERS;
  if (members.length > most) throw invalid(pointer, 'too_many', 'The value has too many members.');
  for (const [name, member] of members) {
    if (!anyText && !isCleanText(name))
      throw invalid(pointer, 'invalid_characters', 'A field name has control characters or invalid Unicode.');
    const place = pointer + jsonPointer([name]);
    if (name === '__proto__') throw invalid(place, 'unrecognized_keys', 'Unknown field.');
    inspect(member, place, depth + 1, anyText);
  }
}

function invalid(pointer: string, code: string, detail: string): Problem {
  return new Problem('invalid_input', { errors: [{ pointer, code, detail }] });
}
