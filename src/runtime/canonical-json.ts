type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Serialises a value canonically (RFC 8785): equal values have equal texts, whatever the order of their members. */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] ?? null)}`).join()}}`;
}
