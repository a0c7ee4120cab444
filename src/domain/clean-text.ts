/** Line breaks and tabs are among them: no field of ours has lines. */
const CONTROLS = /\p{Cc}/u;

/** Text that every store keeps and gives back unchanged, and that fits one line of a log. */
export function isCleanText(text: string): boolean {
  return !CONTROLS.test(text) && text.isWellFormed();
}
