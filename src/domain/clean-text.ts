/** Includes line breaks and tabs: every text field is a single line. */
const CONTROLS = /\p{Cc}/u;

/**
 * Characters without a shape of their own: spaces, marks, joiners and other format characters, fillers such as U+3164,
 * and the empty braille pattern.
 */
const INVISIBLE = /[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Tells whether a reader can see at least one character of a text. Joiners within names stay valid. */
export function isVisibleText(text: string): boolean {
  return text.replace(INVISIBLE, '') !== '';
}

/** Tells whether every store returns a text unchanged and a log line can contain it. */
export function isCleanText(text: string): boolean {
  return !CONTROLS.test(text) && text.isWellFormed();
}
