import { brokenSchema } from './broken-schema.mjs';

/**
 * @typedef {import('./broken-schema.mjs').Schema} Schema
 * @typedef {{ $ref?: string, required?: boolean, headers?: object, content?: Record<string, { schema: Schema }> }} Body
 * @typedef {{ name: string, in: string, required?: boolean, schema: Schema }} Parameter
 * @typedef {{
 *   operationId: string,
 *   security?: object[],
 *   parameters?: Parameter[],
 *   requestBody?: Body,
 *   responses: Record<string, Body>,
 * }} Operation
 * @typedef {{
 *   paths: Record<string, Record<string, Operation>>,
 *   components?: { schemas?: Record<string, Schema>, responses?: Record<string, Body> },
 * }} Document
 */

/**
 * Returns the changes of an OpenAPI document that break its clients. New operations, optional inputs, new fields of answers
 * and new problems break none.
 *
 * @param {Document} before
 * @param {Document} after
 * @returns {string[]}
 */
export function breakingChanges(before, after) {
  return Object.entries(before.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, old]) => {
      const now = after.paths[path]?.[method];
      const where = `${method.toUpperCase()} ${path}`;
      if (now === undefined) return [`${where} is removed`];
      return operationFaults(old, now, before, after).map((fault) => `${where}: ${fault}`);
    }),
  );
}

/**
 * @param {Operation} old
 * @param {Operation} now
 * @param {Document} before
 * @param {Document} after
 */
function operationFaults(old, now, before, after) {
  const faults = [];
  if (old.operationId !== now.operationId) faults.push(`the operation is no longer ${old.operationId}`);
  // A credential that was enough must stay enough. A missing list asks for none.
  const credentials = (now.security ?? [{}]).map((scheme) => JSON.stringify(scheme));
  for (const scheme of (old.security ?? [{}]).map((given) => JSON.stringify(given)))
    if (!credentials.includes(scheme) && !credentials.includes('{}'))
      faults.push(`the credential ${scheme} is no longer enough`);
  return [
    ...faults,
    ...parameterFaults(old, now, before, after),
    ...bodyFaults(old.requestBody, now.requestBody, before, after),
    ...answerFaults(old, now, before, after),
  ];
}

/**
 * @param {Operation} old
 * @param {Operation} now
 * @param {Document} before
 * @param {Document} after
 */
function parameterFaults({ parameters: old = [] }, { parameters: now = [] }, before, after) {
  /** @param {Parameter[]} list @param {Parameter} sought */
  const find = (list, sought) => list.find((one) => one.name === sought.name && one.in === sought.in);
  const kept = old.flatMap((parameter) => {
    const found = find(now, parameter);
    const name = `the ${parameter.in} parameter ${parameter.name}`;
    if (found === undefined) return [`${name} is removed`];
    return brokenSchema('input', name, [parameter.schema, before], [found.schema, after]);
  });
  const demanded = now
    .filter((parameter) => parameter.required === true && find(old, parameter)?.required !== true)
    .map((parameter) => `the ${parameter.in} parameter ${parameter.name} is now required`);
  return [...kept, ...demanded];
}

/**
 * @param {Body | undefined} old
 * @param {Body | undefined} now
 * @param {Document} before
 * @param {Document} after
 */
function bodyFaults(old, now, before, after) {
  const demanded = now?.required === true && old?.required !== true ? ['a body is now required'] : [];
  return [...demanded, ...contentFaults('input', 'the body', [old, before], [now, after])];
}

/**
 * @param {Operation} old
 * @param {Operation} now
 * @param {Document} before
 * @param {Document} after
 */
function answerFaults(old, now, before, after) {
  return Object.entries(old.responses).flatMap(([status, response]) => {
    // Problems share one schema. A problem that no longer occurs breaks nobody.
    if (response.$ref !== undefined) return [];
    const found = now.responses[status];
    if (found === undefined) return [`the answer ${status} is removed`];
    const lost = Object.keys(response.headers ?? {}).filter((name) => !(name in (found.headers ?? {})));
    return [
      ...lost.map((name) => `the answer ${status} has no header ${name}`),
      ...contentFaults('output', `the answer ${status}`, [response, before], [found, after]),
    ];
  });
}

/**
 * @param {'input' | 'output'} direction
 * @param {string} where
 * @param {[Body | undefined, Document]} old
 * @param {[Body | undefined, Document]} now
 */
function contentFaults(direction, where, [old, before], [now, after]) {
  return Object.entries(old?.content ?? {}).flatMap(([type, { schema }]) => {
    const found = now?.content?.[type];
    if (found === undefined) return [`${where} is no longer ${type}`];
    return brokenSchema(direction, where, [schema, before], [found.schema, after]);
  });
}
