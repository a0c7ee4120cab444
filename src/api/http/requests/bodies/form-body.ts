import { isCleanText } from '../../../../domain/clean-text.js';
import { Problem } from '../../problems/problem.js';

/** The content type of OAuth forms (RFC 6749 §4.3.2, appendix B). Forms are UTF-8. */
const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;\s*charset="?utf-8"?\s*)?$/i;

/** The same limit as for the members of a JSON object. */
const MAX_PARAMETERS = 256;

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Parses a form strictly. The number of parameters is bounded, each appears once, and names are clean text. The route
 * decides which values it accepts.
 *
 * @param contentType the header as received
 * @throws Problem unsupported_media_type, invalid_input
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
