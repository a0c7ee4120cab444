/** Returns a text in a JSON body. */
export function textAt(value: unknown, ...path: string[]): string {
  let found = value;
  for (const name of path)
    found =
      typeof found === 'object' && found !== null ? new Map(Object.entries(found)).get(name) : undefined;
  return typeof found === 'string' ? found : '';
}
