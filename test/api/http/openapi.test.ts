import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problems } from '../../../src/api/http/problems/problem-table.js';
import { DomainError } from '../../../src/domain/domain-error.js';
import { startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { faultsOf } from '../../support/clients/openapi-faults.js';
import { openApiValidator } from '../../support/clients/openapi-validator.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

describe('the OpenAPI document of the program', () => {
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

  test('has no reference that leads nowhere', () => {
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

  test('is valid OpenAPI 3.1', () => {
    expect(faultsOf(document)).toEqual([]);
  });

  test('is a page for people, whose files are ours and of the types that browsers insist on', async () => {
    const page = await fetch(`${credence.url}/docs`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const files = [...(await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)].map((found) => found[1] ?? '');
    expect(files).toHaveLength(3);
    for (const file of files) {
      expect(file).toMatch(/^\/docs\//);
      const { status, headers } = await fetch(credence.url + file);
      expect([file, status]).toEqual([file, 200]);
      expect(headers.get('content-type')).toBe(
        file.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
      );
    }
    for (const outside of [
      '/docs/..%2fpackage.json',
      '/docs/../../package.json',
      '/docs/absolute-path.js%00',
    ]) {
      expect((await fetch(credence.url + outside)).status).toBe(404);
    }
  });

  test('names every operation once', () => {
    const names = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the validator of answers', () => {
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

  test('takes what is in the document', () => {
    expect(check(200, {}, { a: 1 })).not.toThrow();
  });

  test.each([
    ['another status', check(201, {}, { a: 1 })],
    ['another type', check(200, { 'content-type': 'text/html' }, { a: 1 })],
    ['another body', check(200, {}, {})],
    ['a header that is not there', check(200, { 'event-position': '1' }, { a: 1 })],
  ])('WEB-13 refuses %s', (_name, answer) => {
    expect(answer).toThrow();
  });

  test('WEB-13 refuses an answer without a required header', () => {
    const headers = new Headers({ 'content-type': 'application/json' });
    expect(() => validator.validateAnswer('GET', '/a/1', { status: 200, headers, body: { a: 1 } })).toThrow(
      'X-Request-Id',
    );
  });
});

test('every refusal of the domain stands in the table of problems', async () => {
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
