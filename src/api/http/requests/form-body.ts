import { Problem } from '../problems/problem.js';
import { isCleanText } from '../../../domain/clean-text.js';

/** As OAuth has it (RFC 6749 §4.3.2, appendix B): UTF-8, whatever charset is named. */
const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;\s*charset="?utf-8"?\s*)?$/i;

/** As of a JSON object. */
const MAX_PARAMETERS = 256;

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses a form strictly: of a bounded number of parameters, each once, under a name that a store would take. What of
 * their text is taken is for the route to say.
 *
 * @param contentType the header as received
 * @throws Problem
 */
export function parseForm(bytes: unknown, contentType: string | undefined): Record<string, string> {
  if (contentType === undefined || !FORM_TYPE.test(contentType)) throw new Problem('unsupported_media_type');
  const pairs = [...new URLSearchParams(decode(Buffer.isBuffer(bytes) ? bytes : Buffer.alloc(0)))];
  if (pairs.length > MAX_PARAMETERS) throw invalid('The form has too many parameters.');
  const names = new Set<string>();
  for (const [name] of pairs) {
    if (!isCleanText(name)) throw invalid('A parameter name has control characters or invalid Unicode.');
    if (names.has(name)) throw invalid('A parameter is repeated.');
    names.add(name);
  }
  return Object.fromEntries(pairs);
}

function decode(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw invalid('The form is not valid UTF-8.');
  }
}

function invalid(detail: string): Problem {
  return new Problem('invalid_input', { detail });
}
