/** The longest message of one segment, in the seven-bit alphabet of GSM 03.38. */
const SEGMENT = 160;

/**
 * Returns the text message with a code. Its last line lets browsers fill the code in on one host only. The message has no
 * link and no name: people learn to follow neither.
 */
export function codeText(code: string, host: string): string {
  const text = `Your code is ${code}. Nobody from support will ever ask you for it.`;
  const bound = `${text}\n\n@${host} #${code}`;
  return bound.length <= SEGMENT ? bound : text;
}
