import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problems } from '../../../src/api/http/problems/problem-table.js';
import { DomainError } from '../../../src/domain/domain-error.js';
import { startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { findDocumentFaults } from '../../support/openapi/document-faults.js';
import { listOperations } from '../../support/openapi/documented-operations.js';
import { findExampleFaults } from '../../support/openapi/example-faults.js';
import { openApiValidator } from '../../support/openapi/answer-validator.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

describe('the OpenAPI document', () => {
  let stores: TestStores;
  let credence: Credence;
  let document: { paths: Record<string, Record<string, { operationId: string; responses: object }>> };

  beforeAll(async () => {
    stores = await useStores();
    credence = await startCredence(stores.environment);
    document = (await (await fetch(`${credence.url}/openapi.json`)).json()) as typeof document;
  });

  afterAll(async () => {
    await credence.stop();
    await stores.dispose();
  });

  test('every reference in the document resolves', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      (found) => found[1] ?? '',
    );
    expect(references.length).toBeGreaterThan(0);
    for (const reference of new Set(references)) {
      const target = reference
        .replace(/^#\//, '')
        .split('/')
        .reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], document);
      expect([reference, typeof target]).toEqual([reference, 'object']);
    }
  });

  test('the document is valid OpenAPI 3.1', () => {
    expect(findDocumentFaults(document)).toEqual([]);
  });

  test('every operation and problem has an example that is valid (WEB-13)', () => {
    expect(findExampleFaults(document)).toEqual([]);
  });

  test('no change takes a secret or an unknown member, so a masked secret that is sent back is refused (ADM-6)', async () => {
    const changes = (await listOperations(credence.url)).filter(
      ({ method, operation }) => /^(PUT|PATCH)$/.test(method) && operation.requestBody !== undefined,
    );
    expect(changes.length).toBeGreaterThan(10);
    for (const { method, template, operation } of changes)
      for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
        const names = Object.keys(schema.properties ?? {});
        const secrets = names.filter((name) => /secret|private|password|credential|^key$/.test(name));
        expect([method, template, schema.additionalProperties, secrets]).toEqual([
          method,
          template,
          false,
          [],
        ]);
      }
  });

  test('the document is small, because operations share their headers and problems', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(JSON.stringify(document).length / operations.length).toBeLessThan(4_000);
  });

  test('the URL of each public event type returns its schema, and an unknown name is not found (FED-10)', async () => {
    const listed = (await (await fetch(`${credence.url}/event-types`)).json()) as {
      public: { name: string; dataschema: string }[];
    };
    const answers = await Promise.all(
      listed.public.map(async ({ name, dataschema }) => {
        const schema = (await (await fetch(dataschema)).json()) as Record<string, unknown>;
        return [schema['$id'] === dataschema, schema['title'] === name, typeof schema['properties']];
      }),
    );
    expect(new Set(answers.map(String))).toEqual(new Set(['true,true,object']));
    const unknown = await credence.call('GET', '/event-types/com.credence.ValueClaimed.v1');
    expect([unknown.status, unknown.body.code]).toEqual([404, 'not_found']);
    expect((await credence.call('GET', '/asyncapi.json')).status).toBe(200);
  });

  test('the documentation page loads only files of this origin with the right content types', async () => {
    const page = await fetch(`${credence.url}/docs`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const files = [...(await page.text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(
      (found) => found[1] ?? '',
    );
    expect(files).toHaveLength(3);
    for (const file of files) {
      expect(file).toMatch(/^\/docs\//);
      const { status, headers } = await fetch(credence.url + file);
      expect([file, status]).toEqual([file, 200]);
      expect(headers.get('content-type')).toBe(
        file.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
      );
    }
    for (const path of ['/docs/..%2fpackage.json', '/docs/../../package.json', '/docs/absolute-path.js%00']) {
      expect((await fetch(credence.url + path)).status).toBe(404);
    }
  });

  test('every operation id is unique', () => {
    const names = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the response validator of the tests', () => {
  const validator = openApiValidator({
    paths: {
      '/a/{id}': {
        get: {
          responses: {
            200: {
              headers: { 'X-Request-Id': { required: true, schema: { type: 'string' } } },
              content: { 'application/json': { schema: { type: 'object', required: ['a'] } } },
            },
          },
        },
      },
    },
    components: { schemas: { Problem: { type: 'object', required: ['code'] } } },
  });
  const check = (status: number, headers: Record<string, string>, body: unknown) => () =>
    validator.validateAnswer('GET', '/a/1?b=c', {
      status,
      headers: new Headers({ 'content-type': 'application/json', 'x-request-id': '1', ...headers }),
      body,
    });

  test('the validator accepts a documented response', () => {
    expect(check(200, {}, { a: 1 })).not.toThrow();
  });

  test.each([
    ['an undocumented status', check(201, {}, { a: 1 })],
    ['an undocumented content type', check(200, { 'content-type': 'text/html' }, { a: 1 })],
    ['an invalid body', check(200, {}, {})],
    ['an undocumented header', check(200, { 'event-position': '1' }, { a: 1 })],
  ])('the validator rejects %s (WEB-13)', (_name, answer) => {
    expect(answer).toThrow();
  });

  test('the validator rejects a response without a required header (WEB-13)', () => {
    const headers = new Headers({ 'content-type': 'application/json' });
    expect(() => validator.validateAnswer('GET', '/a/1', { status: 200, headers, body: { a: 1 } })).toThrow(
      'X-Request-Id',
    );
  });
});

test('every domain error is in the table of problems', async () => {
  const folder = new URL('../../../src/domain/', import.meta.url);
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.js'));
  const codes: string[] = [];
  for (const file of files) {
    const exported = (await import(new URL(file, folder).href)) as Record<string, unknown>;
    for (const one of Object.values(exported)) {
      if (typeof one !== 'function' || !(one.prototype instanceof DomainError)) continue;
      codes.push((Reflect.construct(one, []) as DomainError).code);
    }
  }
  expect(codes).toContain('email_taken');
  expect(codes.filter((code) => !(code in problems))).toEqual([]);
});
