/** C0 controls but tab, line feed and carriage return are refused with them: no field of ours has lines. */
const CONTROLS = /[\u0000-\u001f\u007f]/;

/** Text that every store keeps and gives back unchanged, and that fits one line of a log. */
export function isCleanText(text: string): boolean {
  return !CONTROLS.test(text) && text.isWellFormed();
}
