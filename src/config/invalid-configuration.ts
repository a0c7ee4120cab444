/** The configuration cannot be used. The message is one line that names the variables, never their values. */
export class InvalidConfiguration extends Error {
  override readonly name = 'InvalidConfiguration';
}
