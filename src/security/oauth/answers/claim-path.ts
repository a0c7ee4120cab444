/** Claims of a provider about a person, under the provider's own names. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Returns the claim at a path: a member name (`id`), names and list indexes joined by dots (`emails.0.value`), or a JSON
 * Pointer (`/data/id`, RFC 6901). A member whose own name is the whole path comes first: names can contain dots and
 * slashes.
 */
export function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  const names = path.startsWith('/') ? path.slice(1).split('/').map(unescaped) : path.split('.');
  return names.reduce<unknown>(memberOf, claims);
}

/** Undoes the escapes of a JSON Pointer (RFC 6901 §4). */
function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Reads own members only, so that no path reaches a method or the length of a list. */
function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const member = Object.getOwnPropertyDescriptor(value, name);
  return member?.enumerable === true ? member.value : undefined;
}
