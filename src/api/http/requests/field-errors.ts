import type { z } from 'zod';
import type { FieldError } from '../problems/problem.js';

/**
 * What a schema finds wrong, at its place. An unknown field is told at that field, and its name, which can be
 * anything, stands nowhere else.
 *
 * @param pointer how a path is written for this kind of input
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

/** The JSON Pointer to what a path of names and indexes leads to (RFC 6901 §3); empty for the whole. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
