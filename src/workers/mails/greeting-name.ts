const ORDINARY_NAME = /^[\p{L}\p{M}\p{N} '’_-]{1,40}$/u;

/**
 * The name to greet somebody by, or null to greet without one.
 *
 * A mail goes to whoever owns the address, but the name was typed by whoever signed up. Mail programs turn
 * `evil.example`, `a@b.example` and `//x` into links by themselves, so a name that holds anything but letters,
 * digits, spaces, hyphens, underscores and apostrophes, or is longer than a name, is left out, not repaired.
 */
export function greetingName(username: string): string | null {
  return ORDINARY_NAME.test(username) ? username : null;
}
