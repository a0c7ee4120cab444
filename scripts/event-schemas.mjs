// Compares JSON Schemas of event data as a consumer sees them.

/**
 * @typedef {Record<string, unknown>} Schema
 */

/** The keywords in which a schema may grow, and those without a meaning for data. */
const COMPARED_APART = new Set(['properties', 'required', 'items', 'enum', 'description', 'title']);

/**
 * Returns the changes of a schema that break a consumer of the earlier one. New fields and new values of an enumeration
 * break none.
 *
 * @param {Schema} before
 * @param {Schema} now
 * @param {string} path
 * @returns {string[]}
 */
export function breakingChanges(before, now, path = 'data') {
  const gone = (/** @type {string} */ keyword) =>
    listOf(before[keyword]).filter((value) => !listOf(now[keyword]).includes(value));
  const own = [...new Set([...Object.keys(before), ...Object.keys(now)])]
    .filter((keyword) => !COMPARED_APART.has(keyword))
    .filter((keyword) => JSON.stringify(before[keyword]) !== JSON.stringify(now[keyword]));
  const fields = /** @type {Record<string, Schema>} */ (before['properties'] ?? {});
  const present = /** @type {Record<string, Schema>} */ (now['properties'] ?? {});
  return [
    ...own.map((keyword) => `${path}: ${keyword} changed`),
    ...gone('required').map((name) => `${path}.${String(name)} is no longer required`),
    ...gone('enum').map((value) => `${path}: the value ${String(value)} is gone`),
    ...(before['enum'] === undefined && now['enum'] !== undefined ? [`${path}: enum was added`] : []),
    ...itemChanges(before['items'], now['items'], path),
    ...Object.entries(fields).flatMap(([name, field]) => {
      const kept = present[name];
      return kept === undefined
        ? [`${path}.${name} is gone`]
        : breakingChanges(field, kept, `${path}.${name}`);
    }),
  ];
}

/**
 * @param {unknown} before
 * @param {unknown} now
 * @param {string} path
 */
function itemChanges(before, now, path) {
  if (before === undefined && now === undefined) return [];
  return breakingChanges(
    /** @type {Schema} */ (before ?? {}),
    /** @type {Schema} */ (now ?? {}),
    `${path}[]`,
  );
}

/** @param {unknown} value */
function listOf(value) {
  return /** @type {unknown[]} */ (value ?? []);
}

/**
 * Compares the public schemas of this program with those of the releases.
 *
 * @param {Readonly<Record<string, Schema>>} released
 * @param {readonly { name: string, type: string, version: number, schema: Schema }[]} current
 * @returns {{ faults: string[], record: Record<string, Schema> }} the record has the schemas of this program too
 */
export function compareSchemas(released, current) {
  const schemas = new Map(current.map(({ name, schema }) => [name, schema]));
  const newest = new Map(current.map(({ type, version }) => [type, version]));
  const faults = Object.entries(released).flatMap(([name, schema]) => {
    const now = schemas.get(name);
    if (now !== undefined) return breakingChanges(schema, now).map((change) => `${name}: ${change}`);
    const [, type = '', version = ''] = /^com\.credence\.(\w+)\.v(\d+)$/.exec(name) ?? [];
    return Number(version) < (newest.get(type) ?? 0) ? [] : [`${name}: a released event type is gone`];
  });
  const all = Object.entries({ ...released, ...Object.fromEntries(schemas) });
  return { faults, record: Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : 1))) };
}
