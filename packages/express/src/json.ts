/** The members of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** @throws TypeError the value is no object */
export function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw new TypeError('The answer lacks an object.');
  return { ...value };
}

/** @throws TypeError the member is no text */
export function textIn(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new TypeError(`${name} is no text.`);
  return value;
}

/** @throws TypeError the member is no number */
export function numberIn(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number') throw new TypeError(`${name} is no number.`);
  return value;
}

/** @throws TypeError the member is no list */
export function listIn(fields: Fields, name: string): readonly unknown[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw new TypeError(`${name} is no list.`);
  return value;
}
