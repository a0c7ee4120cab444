const ORDINARY_NAME = /^[\p{L}\p{M}\p{N} '’_-]{1,40}$/u;

/**
 * Returns the name for the greeting, or null for a greeting without a name.
 *
 * The person who signs up chooses the name, but may not own the address. Mail programs turn `evil.example`,
 * `a@b.example` and `//x` into links. Therefore any name except one of at most 40 letters, digits,
 * spaces, hyphens, underscores and apostrophes is omitted.
 */
export function greetingName(username: string): string | null {
  return ORDINARY_NAME.test(username) ? username : null;
}
