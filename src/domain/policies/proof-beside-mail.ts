import type { Registered } from '../user/user.js';

/**
 * Tells whether the methods of a first proof show more than access to the mailbox.
 *
 * @param distrustsMailFrom a password that a mailed link set at this time or later shows no more
 */
export function provesMoreThanMail(
  { passwordMailedAt }: Pick<Registered, 'passwordMailedAt'>,
  amr: readonly string[],
  distrustsMailFrom: Date,
): boolean {
  const isPasswordMailed = passwordMailedAt !== null && passwordMailedAt >= distrustsMailFrom;
  return amr.some((method) => method !== 'email' && (method !== 'pwd' || !isPasswordMailed));
}
