/**
 * @typedef {{
 *   $ref?: string, type?: string | string[], format?: string, pattern?: string, const?: unknown, enum?: unknown[],
 *   minimum?: number, maximum?: number, minLength?: number, maxLength?: number, minItems?: number, maxItems?: number,
 *   properties?: Record<string, Schema>, required?: string[], additionalProperties?: unknown,
 *   items?: Schema, anyOf?: Schema[], oneOf?: Schema[],
 * }} Schema
 * @typedef {{ components?: { schemas?: Record<string, Schema> } }} Schemas
 * @typedef {[Schema, Schemas]} Placed a schema, and the document in which its references resolve
 */

const REFERENCE = '#/components/schemas/';
/** Limits that accept less when they grow, and those that accept less when they shrink. */
const LOWER = /** @type {const} */ (['minimum', 'minLength', 'minItems']);
const UPPER = /** @type {const} */ (['maximum', 'maxLength', 'maxItems']);

/**
 * Returns the changes of a schema that break clients: an input that accepts less, or an output that returns more kinds of
 * values.
 *
 * @param {'input' | 'output'} direction
 * @param {string} where
 * @param {Placed} before
 * @param {Placed} after
 * @param {ReadonlySet<string>} [seen] the pairs of names around this one, which may refer to themselves
 * @returns {string[]}
 */
export function brokenSchema(direction, where, before, after, seen = new Set()) {
  const pair = `${before[0].$ref} ${after[0].$ref}`;
  if (before[0].$ref !== undefined && seen.has(pair)) return [];
  const inside = new Set([...seen, pair]);
  const [old, oldDocument] = resolve(before);
  const [now, newDocument] = resolve(after);
  /** @param {string} place @param {Schema} one @param {Schema} other */
  const compare = (place, one, other) =>
    brokenSchema(direction, place, [one, oldDocument], [other, newDocument], inside);

  if (alternatives(old).length > 1 || alternatives(now).length > 1) {
    // Every value that one side may send must fit an alternative of the other side.
    const lost =
      direction === 'input'
        ? alternatives(old).filter((one) =>
            alternatives(now).every((other) => compare('', one, other).length > 0),
          )
        : alternatives(now).filter((one) =>
            alternatives(old).every((other) => compare('', other, one).length > 0),
          );
    return lost.map(
      (one) => `${where} ${direction === 'input' ? 'refuses' : 'adds'} the form ${nameOf(one)}`,
    );
  }
  return [
    ...kindFaults(direction, where, old, now),
    ...(direction === 'input' ? limitFaults(where, old, now) : []),
    ...fieldFaults(direction, where, old, now, compare),
    ...(old.items !== undefined && now.items !== undefined
      ? compare(`${where}, each item`, old.items, now.items)
      : []),
  ];
}

/** @param {Placed} placed @returns {Placed} */
function resolve([schema, document]) {
  if (schema.$ref === undefined) return [schema, document];
  return [document.components?.schemas?.[schema.$ref.slice(REFERENCE.length)] ?? {}, document];
}

/** @param {Schema} schema */
function alternatives(schema) {
  return schema.anyOf ?? schema.oneOf ?? [schema];
}

/** @param {Schema} schema */
function nameOf({ $ref, type }) {
  return $ref?.slice(REFERENCE.length) ?? String(type);
}

/** @param {'input' | 'output'} direction @param {string} where @param {Schema} old @param {Schema} now */
function kindFaults(direction, where, old, now) {
  const [accepting, accepted] = direction === 'input' ? [now, old] : [old, now];
  const faults = [];
  const types = typesOf(accepting);
  if (
    types.length > 0 &&
    (typesOf(accepted).length === 0 || typesOf(accepted).some((type) => !types.includes(type)))
  )
    faults.push(`${where} is ${typesOf(now).join(' or ') || 'of any type'}`);
  for (const word of /** @type {const} */ (['format', 'pattern']))
    if (
      direction === 'input'
        ? now[word] !== undefined && now[word] !== old[word]
        : old[word] !== undefined && now[word] !== old[word]
    )
      faults.push(`${where} has another ${word}`);
  const allowed = valuesOf(accepting);
  const sent = valuesOf(accepted);
  // An answer may have new values: problems and event types are added with every release.
  if (direction === 'input' && allowed !== null)
    for (const value of sent ?? ['other values'])
      if (!allowed.includes(value)) faults.push(`${where} refuses ${String(value)}`);
  return faults;
}

/** @param {Schema} schema */
function typesOf({ type = [] }) {
  return [type].flat();
}

/** @param {Schema} schema */
function valuesOf(schema) {
  if (schema.enum !== undefined) return schema.enum;
  return schema.const === undefined ? null : [schema.const];
}

/** @param {string} where @param {Schema} old @param {Schema} now */
function limitFaults(where, old, now) {
  const narrower = [
    ...LOWER.filter((word) => (now[word] ?? -Infinity) > (old[word] ?? -Infinity)),
    ...UPPER.filter((word) => (now[word] ?? Infinity) < (old[word] ?? Infinity)),
  ];
  return narrower.map((word) => `${where} has the ${word} ${String(now[word])}`);
}

/**
 * @param {'input' | 'output'} direction
 * @param {string} where
 * @param {Schema} old
 * @param {Schema} now
 * @param {(place: string, one: Schema, other: Schema) => string[]} compare
 */
function fieldFaults(direction, where, old, now, compare) {
  const { properties: fields = {}, required: demanded = [] } = old;
  const { properties: newFields = {}, required: nowDemanded = [] } = now;
  const kept = Object.entries(fields).flatMap(([name, field]) => {
    const found = newFields[name];
    if (found !== undefined) return compare(`${where}, ${name}`, field, found);
    return direction === 'output' || now.additionalProperties === false ? [`${where} has no ${name}`] : [];
  });
  const changed =
    direction === 'input'
      ? nowDemanded.filter((name) => !demanded.includes(name)).map((name) => `${where} requires ${name}`)
      : demanded
          .filter((name) => name in newFields && !nowDemanded.includes(name))
          .map((name) => `${where} may lack ${name}`);
  return [...kept, ...changed];
}
