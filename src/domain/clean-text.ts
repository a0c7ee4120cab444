/** Includes line breaks and tabs: every text field is a single line. */
const CONTROLS = /\p{Cc}/u;

/** Tells whether every store returns a text unchanged and a log line can contain it. */
export function isCleanText(text: string): boolean {
  return !CONTROLS.test(text) && text.isWellFormed();
}
