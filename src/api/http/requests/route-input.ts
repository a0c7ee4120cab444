import type { Request } from 'express';
import type { z } from 'zod';
import { isCleanText } from '../../../domain/clean-text.js';
import type { Position } from '../../../eventstore/port.js';
import { Problem } from '../problems/problem.js';
import type { FieldError } from '../problems/problem.js';
import type { Route } from '../route.js';
import { fieldErrors, jsonPointer } from './bodies/field-errors.js';
import { parseForm } from './bodies/form-body.js';
import { isJsonType, parseJson } from './bodies/json-body.js';
import { isPosition } from './position.js';

interface RequestParts {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

export interface RouteInput extends RequestParts {
  /** The revision of `If-Match`, or null. */
  readonly ifMatch: number | null;
  /** The `Last-Event-ID`, or null. */
  readonly lastEventId: string | null;
}

const IF_MATCH = /^"(\d{1,9})"$/;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * Parses the input of a request with the schemas of its route.
 *
 * @throws Problem invalid_input with all invalid fields, or a problem of the body or of `If-Match`
 */
export function readInput(route: Route, request: Request): RouteInput {
  const body = readBody(route, request);
  const parts = parseParts(route, { params: { ...request.params }, query: { ...request.query }, body });
  const ifMatch = route.ifMatch === true ? expectedRevision(request) : null;
  const lastEventId = route.resumes === true ? (request.get('last-event-id') ?? null) : null;
  return { ...parts, ifMatch, lastEventId };
}

/**
 * Parses the parts of a request with the schemas of its route.
 *
 * @throws Problem invalid_input with all invalid fields
 */
export function parseParts(route: Route, parts: RequestParts): RequestParts {
  const errors: FieldError[] = [];
  const params = parse(route.params, parts.params, parameterPointer, errors);
  const query = parse(route.query, parts.query, parameterPointer, errors);
  const body = parse(route.body, parts.body, jsonPointer, errors, route.anyText);
  if (errors.length > 0) throw new Problem('invalid_input', { errors });
  return { params, query, body };
}

function parameterPointer(path: readonly PropertyKey[]): string {
  return `?${path.map(String).join('/')}`;
}

function readBody(route: Route, request: Request): unknown {
  if (route.body === undefined) return undefined;
  const [type, ...others] = request.headersDistinct['content-type'] ?? [];
  if (others.length > 0) throw new Problem('unsupported_media_type');
  if (route.form === true) return parseForm(request.body, type);
  const value = parseJson(request.body, type, route.anyText);
  if (value !== undefined) return value;
  // A body without required fields may be missing.
  if (route.body.safeParse({}).success) return {};
  throw new Problem(isJsonType(type) ? 'malformed_json' : 'unsupported_media_type');
}

function parse(
  schema: z.ZodType | undefined,
  value: unknown,
  pointer: (path: readonly PropertyKey[]) => string,
  errors: FieldError[],
  anyText = false,
): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (!anyText && typeof value === 'object' && value !== null) {
    const used = parsed.success ? namesOf(parsed.data) : null;
    for (const [name, text] of Object.entries(value)) {
      if (typeof text !== 'string' || isCleanText(text) || used?.has(name) === false) continue;
      errors.push({
        pointer: pointer([name]),
        code: 'invalid_characters',
        detail: 'Control characters and invalid Unicode are not allowed.',
      });
    }
  }
  if (parsed.success) return parsed.data;
  errors.push(...fieldErrors(parsed.error, pointer));
  return undefined;
}

/** Returns the names of the members that a schema has kept. A schema may ignore others. */
function namesOf(parsed: unknown): ReadonlySet<string> {
  return new Set(typeof parsed === 'object' && parsed !== null ? Object.keys(parsed) : []);
}

/** Returns the `Event-Position` that a read waits for, or null. */
export function requestedPosition({ waitsForPosition }: Route, request: Request): Position | null {
  const isRead = request.method === 'GET' || waitsForPosition === true;
  const header = isRead ? request.get('event-position') : undefined;
  if (header === undefined) return null;
  if (!isPosition(header)) throw invalidHeader('#Event-Position', 'The position is malformed.');
  return header;
}

/** Returns the `Idempotency-Key`, or null. */
export function idempotencyKey(request: Request): string | null {
  const header = request.get('idempotency-key');
  if (header === undefined) return null;
  if (!IDEMPOTENCY_KEY.test(header)) {
    throw invalidHeader('#Idempotency-Key', 'The key must have 1 to 255 visible ASCII characters.');
  }
  return header;
}

function expectedRevision(request: Request): number | null {
  const header = request.get('if-match');
  if (header === undefined || header === '*') return null;
  const revision = IF_MATCH.exec(header)?.[1];
  if (revision === undefined) throw new Problem('precondition_failed');
  return Number(revision);
}

function invalidHeader(pointer: string, detail: string): Problem {
  return new Problem('invalid_input', { errors: [{ pointer, code: 'invalid_header', detail }] });
}
