const MAX_LENGTH = 256;
/** Control characters, line separators, and overrides of the writing direction, which would disguise the text. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;
/** The first half of a character that the limit has cut. */
const CUT_CHARACTER = /[\ud800-\udbff]$/;

const decoder = new TextDecoder('utf-8');

/**
 * Returns the text of a header that is only recorded. Such a header never causes a refusal: bytes that are not UTF-8
 * become U+FFFD, and characters that the stores or the log reject become spaces.
 *
 * @param header the header as Node returns it, one character for each byte
 */
export function recordedText(header: string): string {
  const text = decoder.decode(Buffer.from(header, 'latin1')).replace(UNPRINTABLE, ' ');
  return text.slice(0, MAX_LENGTH).replace(CUT_CHARACTER, '');
}
