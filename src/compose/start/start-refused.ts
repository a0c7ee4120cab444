/** The program cannot start. The message is one line that names the variable and the remedy, never a value. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}
