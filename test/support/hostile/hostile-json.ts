import fc from 'fast-check';
import naughtyStrings from 'big-list-of-naughty-strings' with { type: 'json' };
import { firstAlternative } from '../openapi/documented-operations.js';
import type { BodySchema } from '../openapi/documented-operations.js';

/** Strings with NUL, control characters or half of a surrogate pair, which every field meets in every run (REG-10). */
export const INVALID_STRINGS: readonly string[] = [
  'ada\u0000',
  'ada\u0001\u001b[2J',
  'ada\ud800',
  '\udc00\ud800',
];

/** Strings that are known to break programs. */
export const NAUGHTY_STRINGS: readonly string[] = [...INVALID_STRINGS, ...naughtyStrings];

/** Names of members that no client may set, and of members that every JavaScript object inherits. */
const SUSPICIOUS_NAMES = [
  'is_admin',
  'role',
  'is_verified',
  'tenant_id',
  'user_id',
  '__proto__',
  'constructor',
  'toString',
];

/** JSON that no serializer writes, extreme sizes, and invalid or deceptive Unicode. */
const EXTREME_VALUES = [
  '1e999',
  '-1e999',
  '1e-400',
  '-0',
  '9007199254740993',
  '99999999999999999999999999',
  '""',
  '"\\u0000"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"\\u202egnp.exe"',
  '"e\\u0301"',
  '"\\u{1F469}"',
  '"\uFEFF"',
  '"👩‍👩‍👧‍👦"',
  JSON.stringify('a'.repeat(20_000)),
  JSON.stringify('\u0301'.repeat(1000)),
  '['.repeat(30) + ']'.repeat(30),
  '{"a":'.repeat(2000) + '1' + '}'.repeat(2000),
  `[${Array.from({ length: 1000 }, () => '0').join(',')}]`,
];

/** Generates any JSON value as text, and some invalid JSON. */
export const hostileValue = fc.oneof(
  fc.json({ maxDepth: 4, stringUnit: 'binary' }),
  fc.string({ unit: 'binary' }).map((text) => JSON.stringify(text)),
  fc.constantFrom(...NAUGHTY_STRINGS).map((text) => JSON.stringify(text)),
  fc.constantFrom(...EXTREME_VALUES),
);

/** Generates a valid value of a schema as text. */
function validValue(schema: BodySchema): fc.Arbitrary<string> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum).map((value) => JSON.stringify(value));
  switch (schema.type) {
    case 'string':
      return schema.format === 'email'
        ? fc.uuid().map((id) => JSON.stringify(`${id}@example.com`))
        : fc.string({ unit: 'grapheme', minLength: 8 }).map((text) => JSON.stringify(text));
    case 'boolean':
      return fc.boolean().map(String);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 2 ** 31 }).map(String);
    case 'array':
      return fc
        .array(schema.items === undefined ? hostileValue : validValue(schema.items), { maxLength: 5 })
        .map((items) => `[${items.join(',')}]`);
    case 'object':
      return members(schema, validValue).map(asObject);
  }
}

type Member = readonly [name: string, value: string];

function members(schema: BodySchema, valueOf: (schema: BodySchema) => fc.Arbitrary<string>) {
  return fc.tuple(
    ...Object.entries(schema.properties ?? {}).map(([name, property]) =>
      valueOf(firstAlternative(property)).map((value): Member => [name, value]),
    ),
  );
}

function asObject(fields: readonly Member[]): string {
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

/**
 * Generates the text of an almost valid body: members may be missing, duplicate or unknown, or have a wrong type or a
 * hostile value.
 */
export function almostValidBody(schema: BodySchema): fc.Arbitrary<string> {
  const declared = members(schema, (property) =>
    fc.oneof({ arbitrary: validValue(property), weight: 4 }, { arbitrary: hostileValue, weight: 1 }),
  );
  const unknown = fc.tuple(
    fc.oneof(
      fc.constantFrom(...SUSPICIOUS_NAMES, ...Object.keys(schema.properties ?? {})),
      fc.string({ unit: 'binary' }),
    ),
    hostileValue,
  );
  return fc
    .tuple(declared, fc.array(unknown, { maxLength: 1 }), fc.nat({ max: 5 }))
    .map(([fields, more, omitted]) => asObject([...fields.filter((_, i) => i + 1 !== omitted), ...more]));
}
