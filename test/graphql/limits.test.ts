import { describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { Problem } from '../../src/api/http/problems/problem.js';
import { fakeGraphql, keyWith } from './fake-routes.js';

const graphql = fakeGraphql();

/** Returns the code and the reason of a refusal, or null. */
function refusalOf(query: string, variables?: Record<string, unknown>): string | null {
  try {
    graphql.prepare(query, variables);
    return null;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [error.code, error.details.reason].join(' ');
  }
}

/** Returns a document with nested fields. */
function nested(levels: number): string {
  return `{ ${'roles { inherits { '.repeat(levels / 2)} key ${'}}'.repeat(levels / 2)} }`;
}

/** Returns fragments that each use the next one twice. */
function doubling(levels: number): string {
  const fragments = Array.from(
    { length: levels },
    (_, i) => `fragment f${i} on Query { ...f${i + 1} ...f${i + 1} }`,
  );
  return `{ ...f0 } ${fragments.join(' ')} fragment f${levels} on Query { a: me { id } }`;
}

const times = (count: number, text: (nth: number) => string) =>
  Array.from({ length: count }, (_, nth) => text(nth)).join(' ');

describe('a document beyond a limit is refused before any field is read', () => {
  const cases: readonly (readonly [title: string, query: string, refusal: string])[] = [
    ['a depth of 11', nested(10), 'query_too_complex depth'],
    [
      'a depth of 11 through fragments',
      `{ roles { ...a } } fragment a on Role { inherits { inherits { inherits { inherits { ...b } } } } }
       fragment b on Role { inherits { inherits { inherits { inherits { inherits { key } } } } } }`,
      'query_too_complex depth',
    ],
    ['31 aliases', `{ ${times(31, (n) => `a${n}: me { id }`)} }`, 'query_too_complex aliases'],
    ['aliases that fragments double', doubling(5), 'query_too_complex aliases'],
    ['aliases that fragments double a hundred times', doubling(90), 'query_too_complex aliases'],
    ['21 directives', `{ me { id ${times(21, () => '@skip(if: false)')} } }`, 'query_too_complex directives'],
    ['1,001 tokens', `{ ${times(1000, () => 'me')} }`, 'query_too_complex tokens'],
    ['two operations', 'query a { me { id } } query b { me { id } }', 'query_too_complex operations'],
    [
      'three pages of 200 in each other',
      `{ roles { holders(first: 200) { nodes { user { sessions(first: 200) { nodes { factors { id } } } } } } } }`,
      'query_too_complex cost',
    ],
    [
      'a cycle of fragments',
      '{ ...a } fragment a on Query { ...b } fragment b on Query { ...a }',
      'invalid_input cycle',
    ],
    ['a mutation', 'mutation { deleteEverything }', 'invalid_input operation'],
    ['a subscription', 'subscription { events }', 'invalid_input operation'],
    [
      'six descriptions of the schema',
      `{ ${times(6, (n) => `a${n}: __schema { types { name } }`)} }`,
      'query_too_complex cost',
    ],
    ['no operation', 'fragment a on Query { me { id } }', 'invalid_input syntax'],
    ['invalid syntax', '{', 'invalid_input syntax'],
    ['a name of every object as an alias', '{ constructor: me { id } }', 'invalid_input name'],
    ['__proto__ as an alias', '{ __proto__: me { id } }', 'invalid_input name'],
    ['__proto__ as a variable', 'query ($__proto__: ID) { me { id } }', 'invalid_input name'],
    ['a lone surrogate', '{ user(id: "\ud800") { id } }', 'invalid_input text'],
    ['deep braces', '{ a'.repeat(490), 'invalid_input syntax'],
    ['a page size without an end', '{ users(first: 1e9) { nodes { id } } }', 'invalid_input page_size'],
    ['a negative page size', '{ users(first: -1) { nodes { id } } }', 'invalid_input page_size'],
    ['null as a page size', '{ users(first: null) { nodes { id } } }', 'invalid_input page_size'],
    ['a huge page size', '{ users(first: 1000000000) { nodes { id } } }', 'invalid_input page_size'],
  ];

  test.each(cases)('%s is refused in less than 10 ms (GQL-3, GQL-4, GQL-12)', (_title, query, refusal) => {
    const measured = Array.from({ length: 20 }, () => {
      const began = performance.now();
      expect(refusalOf(query)).toBe(refusal);
      return performance.now() - began;
    });
    expect(Math.min(...measured)).toBeLessThan(10);
    expect(graphql.calls).toEqual([]);
  });

  test('variables count as literals do, with their defaults (GQL-4)', () => {
    const query =
      'query ($n: Int! = 50) { users(first: $n) { nodes { sessions(first: $n) { nodes { id } } } } }';
    expect(refusalOf(query, { n: 10 })).toBeNull();
    expect(refusalOf(query)).toBe('query_too_complex cost');
    for (const n of [-1, 0, 201, 1e9, 1.5, null, '5', [1], { n: 1 }])
      expect(refusalOf(query, { n })).toBe('invalid_input page_size');
  });

  test('texts in variables that no route accepts are refused (GQL-12)', () => {
    const query = 'query ($id: ID!) { user(id: $id) { id } }';
    for (const id of ['\ud800', '\u0000', ['\u0000'], { a: '\ud800' }, { '\u0000': 1 }])
      expect(refusalOf(query, { id })).toBe('invalid_input text');
  });

  test('the validation of repetitive documents within the limits ends soon (GQL-3)', async () => {
    const conflicts = `{ ${times(95, () => 'user(id: 1) { id }')} }`;
    const chain = times(60, (n) => `fragment f${n} on Query { me { id email } ...f${n + 1} }`);
    const fragments = `{ ...f0 } ${chain} fragment f60 on Query { me { id } }`;
    // A bound against growth by powers, which a busy machine keeps as well.
    for (const query of [`{ ${times(190, () => 'me { id }')} }`, conflicts, fragments]) {
      const began = performance.now();
      await graphql.ask(query, {}, { caller: keyWith() }).catch(() => null);
      expect(performance.now() - began).toBeLessThan(5000);
    }
  });
});

describe('the answers', () => {
  test('at the limits, a document is answered', async () => {
    const aliases = times(30, (n) => `a${n}: user(id: "${n}") { id }`);
    expect((await graphql.ask(`{ ${aliases} }`)).problem).toBeNull();
    expect(refusalOf('{ users(first: 200) { nodes { id email } } }')).toBeNull();
  });

  test('aliases of one field call its route once (GQL-9)', async () => {
    const before = graphql.calls.length;
    const { result } = await graphql.ask(`{ ${times(30, (n) => `a${n}: user(id: "same") { email }`)} }`);
    expect(Object.keys(result.data ?? {})).toHaveLength(30);
    expect(graphql.calls.slice(before)).toEqual(['readUser']);
  });

  test('lists without pages are bounded by the objects that they have', async () => {
    const { result, problem } = await graphql.ask('{ roles { inherits { key } } }');
    expect([problem?.code, problem?.details.reason]).toEqual(['query_too_complex', 'objects']);
    expect([result.data, result.errors?.length]).toEqual([undefined, 1]);
  });

  test('a field whose route throws shows no internals, and its siblings answer (GQL-11)', async () => {
    const { result } = await graphql.ask('{ broken: user(id: "broken") { id } user(id: "1") { email } }');
    expect(result.data).toEqual({ broken: null, user: { email: '1@example.com' } });
    expect(result.errors).toMatchObject([
      { message: 'Internal server error', path: ['broken'], extensions: { code: 'internal_error' } },
    ]);
    expect(JSON.stringify(result)).not.toMatch(/secrets|srv|stack/);
    expect(graphql.reported.map(String)).toEqual(['Error: select * from secrets at /srv/credence']);
  });

  test('once the client has left, no further route is called (GQL-11)', async () => {
    const before = graphql.calls.length;
    const { result } = await graphql.ask('{ users { nodes { id } } }', {}, { signal: AbortSignal.abort() });
    expect(result.errors).toMatchObject([{ extensions: { code: 'unavailable' } }]);
    expect(graphql.calls).toHaveLength(before);
  });

  test('a field without its permission is null with the code of REST, and its siblings answer (GQL-6)', async () => {
    const caller = keyWith('users:read');
    const { result } = await graphql.ask('{ roles { key } user(id: "1") { id } me { id } }', {}, { caller });
    expect(result.data).toEqual({ roles: null, user: { id: '1' }, me: null });
    const codes = result.errors?.map(({ path, extensions }) => `${String(path)}: ${extensions.code}`);
    expect(codes?.sort()).toEqual(['me: unauthenticated', 'roles: insufficient_scope']);
  });
});

describe('a cursor', () => {
  const query =
    'query ($after: String) { users(first: 100, after: $after) { nodes { id } pageInfo { endCursor } } }';
  const cursorIn = async (caller = keyWith('users:read')) => {
    const { result } = await graphql.ask(query, {}, { caller });
    return (result.data as { users: { pageInfo: { endCursor: string } } }).users.pageInfo.endCursor;
  };

  test('continues its own list', async () => {
    const caller = keyWith('users:read');
    const { result } = await graphql.ask(query, { after: await cursorIn() }, { caller });
    expect(result.data).toMatchObject({ users: { nodes: expect.arrayContaining([{ id: '100' }]) } });
  });

  test('of another caller or list, or an invented one, is refused without a call (GQL-13)', async () => {
    const cursor = await cursorIn();
    const others = [
      [query, cursor, keyWith('users:read', 'roles:read')],
      [query.replace('first: 100', 'status: ACTIVE'), cursor, keyWith('users:read')],
      [query, '100', keyWith('users:read')],
      [query, '', keyWith('users:read')],
      [query, `${'é'.repeat(22)}100`, keyWith('users:read')],
      [query, `${cursor.slice(0, 22)}200`, keyWith('users:read')],
    ] as const;
    const before = graphql.calls.length;
    for (const [asked, after, caller] of others) {
      const { result } = await graphql.ask(asked, { after }, { caller });
      expect(result.errors).toMatchObject([{ extensions: { code: 'invalid_cursor' } }]);
    }
    expect(graphql.calls).toHaveLength(before);
  });
});

describe('the schema', () => {
  test('only operators see it by introspection, or get suggestions for wrong names (GQL-5)', async () => {
    const stranger = { caller: keyWith('users:read') };
    const operator = { caller: keyWith('operations:read') };
    for (const asked of [getIntrospectionQuery(), '{ __type(name: "User") { name } }'])
      expect((await graphql.ask(asked, {}, stranger)).result.data).toBeUndefined();
    expect((await graphql.ask(getIntrospectionQuery(), {}, operator)).problem).toBeNull();
    const wrong = ['{ usr(id: 1) { id } }', '{ users(status: ACTIV) { nodes { emai } } }'];
    for (const asked of [...wrong, '{ me { ...on Usr { id } } }', '{ users(frst: 1) { nodes { id } } }']) {
      expect(JSON.stringify(await graphql.ask(asked, {}, stranger))).not.toContain('Did you mean');
    }
    expect(JSON.stringify(await graphql.ask('{ usr }', {}, operator))).toContain('Did you mean');
    const values = { query: 'query ($s: UserStatus) { users(status: $s) { nodes { id } } }', s: 'ACTIV' };
    const coerced = await graphql.ask(values.query, { s: values.s }, stranger);
    expect(JSON.stringify(coerced)).not.toContain('Did you mean');
  });
});
