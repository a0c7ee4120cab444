/** Base64 encodes groups of three bytes, so the encoding of a text depends on its offset modulo 3. */
const ALIGNMENTS = [0, 1, 2];

/**
 * Returns the encodings of a text: plain, Latin-1, JSON, hexadecimal, percent-encoding, and Base64 of either alphabet,
 * also within a longer text.
 */
export function encodingsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const base64 = ALIGNMENTS.map((offset) => base64Within(bytes, offset));
  const percentEncoded = encodeURIComponent(text);
  return [
    text,
    bytes.toString('latin1'),
    JSON.stringify(text).slice(1, -1),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    percentEncoded,
    percentEncoded.replaceAll('%20', '+'),
    ...base64,
    ...base64.map((encoding) => encoding.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/** Returns the Base64 characters that depend on these bytes alone, if `offset` other bytes precede them. */
function base64Within(bytes: Buffer, offset: number): string {
  const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
  const from = Math.ceil((offset * 8) / 6);
  const to = Math.floor((whole.length * 8) / 6);
  return whole.toString('base64').slice(from, to);
}

/** Returns true if one text contains any encoding of another text. */
export function containsInAnyEncoding(haystack: string, text: string): boolean {
  return encodingsOf(text).some((encoding) => haystack.includes(encoding));
}
