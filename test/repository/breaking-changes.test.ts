import { expect, test } from '@jest/globals';
import { breakingChanges } from '../../scripts/breaking-changes.mjs';

const operation = {
  operationId: 'rename',
  security: [{ user: [] }],
  parameters: [{ name: 'limit', in: 'query', schema: { type: 'string', pattern: '^\\d+$' } }],
  requestBody: {
    required: true,
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: { name: { type: 'string', maxLength: 9 }, kind: { type: 'string', enum: ['a', 'b'] } },
          required: ['name'],
          additionalProperties: false,
        },
      },
    },
  },
  responses: {
    200: {
      headers: { ETag: {} },
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
    },
    404: { $ref: '#/components/responses/404' },
  },
};
const thing = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    note: { type: ['string', 'null'] },
    parent: { anyOf: [{ $ref: '#/components/schemas/Thing' }, { type: 'null' }] },
  },
  required: ['id', 'parent'],
};
const documentOf = (one: typeof operation, schema: object = thing) => ({
  paths: { '/things': { put: one } },
  components: { schemas: { Thing: schema } },
});

/** Replaces a text in an operation. */
const edited = (before: string, after: string) =>
  JSON.parse(JSON.stringify(operation).replace(before, after)) as typeof operation;
const editedThing = (before: string, after: string) =>
  documentOf(operation, JSON.parse(JSON.stringify(thing).replace(before, after)) as object);

test.each([
  ['the same document', documentOf(operation)],
  ['another optional input', documentOf(edited('"kind":{', '"note":{"type":"string"},"kind":{'))],
  ['a longer limit', documentOf(edited('"maxLength":9', '"maxLength":10'))],
  ['another accepted value', documentOf(edited('["a","b"]', '["a","b","c"]'))],
  ['another credential', documentOf(edited('[{"user":[]}]', '[{"cookie":[]},{"user":[]}]'))],
  ['no credential', documentOf(edited('[{"user":[]}]', '[{}]'))],
  ['another field of an answer', editedThing('"id":{', '"age":{"type":"integer"},"id":{')],
  ['one problem less', documentOf(edited(',"404":{"$ref":"#/components/responses/404"}', ''))],
  ['a text that is never null', editedThing('["string","null"]', '"string"')],
  ['an answer that is never null', editedThing(',{"type":"null"}', '')],
])('a contract with %s breaks no client', (_name, after) => {
  expect(breakingChanges(documentOf(operation), after)).toEqual([]);
});

test.each([
  ['without the operation', { paths: {} }, 'is removed'],
  ['with another operation id', documentOf(edited('"rename"', '"retitle"')), 'no longer rename'],
  ['with another credential only', documentOf(edited('"user"', '"service"')), '{"user":[]} is no longer'],
  ['without a parameter', documentOf(edited('"limit"', '"count"')), 'limit is removed'],
  [
    'with a required parameter',
    documentOf(edited('"in":"query"', '"in":"query","required":true')),
    'required',
  ],
  ['with another pattern', documentOf(edited('^\\\\d+$', '^\\\\d$')), 'another pattern'],
  ['with a required input', documentOf(edited('["name"]', '["name","kind"]')), 'requires kind'],
  ['without an input', documentOf(edited('"kind":{', '"sort":{')), 'has no kind'],
  ['with a shorter limit', documentOf(edited('"maxLength":9', '"maxLength":8')), 'maxLength 8'],
  ['with another type', documentOf(edited('"name":{"type":"string"', '"name":{"type":"integer"')), 'integer'],
  ['without an accepted value', documentOf(edited('["a","b"]', '["a"]')), 'refuses b'],
  ['without a status', documentOf(edited('"200"', '"201"')), '200 is removed'],
  ['without a header', documentOf(edited('"ETag"', '"Tag"')), 'no header ETag'],
  [
    'with another media type',
    documentOf(edited('json":{"schema":{"$ref', 'x":{"schema":{"$ref')),
    'no longer',
  ],
  ['without a field of an answer', editedThing('"id":{', '"key":{'), 'has no id'],
  ['with a field that may be missing', editedThing('["id","parent"]', '["parent"]'), 'may lack id'],
  [
    'with a field that may be a number',
    editedThing('{"type":"null"}', '{"type":"integer"}'),
    'adds the form',
  ],
])('a contract %s breaks clients', (_name, after, reason) => {
  const faults = breakingChanges(documentOf(operation), after);
  expect(faults.join()).toContain(reason);
});
