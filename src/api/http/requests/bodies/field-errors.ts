import type { z } from 'zod';
import type { FieldError } from '../../problems/problem.js';

/**
 * Converts the issues of a schema to field errors. An unknown field is reported at its own pointer. Its name, which can
 * be any text, appears nowhere else.
 *
 * @param pointer formats a path for this kind of input
 */
export function fieldErrors(
  { issues }: z.ZodError,
  pointer: (path: readonly PropertyKey[]) => string,
): FieldError[] {
  return issues.flatMap((issue) => {
    const { path, code, message: detail } = issue;
    if (issue.code !== 'unrecognized_keys') return [{ pointer: pointer(path), code, detail }];
    return issue.keys.map((key) => ({
      pointer: pointer([...path, key]),
      code,
      detail: 'Unknown field.',
    }));
  });
}

/** Formats a path of names and indexes as a JSON Pointer (RFC 6901 §3). The empty path is the whole document. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
