/** What three more or fewer bytes before a text do to its Base64. */
const ALIGNMENTS = [0, 1, 2];

/**
 * Every spelling in which a text may stand somewhere: as it is, as bytes, in JSON, in hexadecimal, in a URL, and in
 * Base64 of either alphabet, also in the middle of something longer.
 */
export function encodingsOf(text: string): string[] {
  const bytes = Buffer.from(text);
  const base64 = ALIGNMENTS.map((before) => base64Within(bytes, before));
  const inUrl = encodeURIComponent(text);
  return [
    text,
    bytes.toString('latin1'),
    JSON.stringify(text).slice(1, -1),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    inUrl,
    inUrl.replaceAll('%20', '+'),
    ...base64,
    ...base64.map((one) => one.replaceAll('+', '-').replaceAll('/', '_')),
  ];
}

/** The characters of the Base64 of something longer that depend on these bytes alone. */
function base64Within(bytes: Buffer, before: number): string {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]);
  const from = Math.ceil((before * 8) / 6);
  const to = Math.floor((whole.length * 8) / 6);
  return whole.toString('base64').slice(from, to);
}

/** Whether a text stands in another one in any spelling. */
export function containsInAnyEncoding(haystack: string, text: string): boolean {
  return encodingsOf(text).some((spelling) => haystack.includes(spelling));
}
