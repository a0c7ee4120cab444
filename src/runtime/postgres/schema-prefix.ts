import type pg from 'pg';

/** The prefix that every statement of this program is written with. */
export const DEFAULT_PREFIX = 'credence';

const PREFIXED = new RegExp(String.raw`\b${DEFAULT_PREFIX}_(?=[a-z])`, 'g');

/** Renames our schemas and channels in the text of a statement. */
export function withPrefix(prefix: string, text: string): string {
  return prefix === DEFAULT_PREFIX ? text : text.replace(PREFIXED, `${prefix}_`);
}

/**
 * Makes a connection rename our schemas in every statement that it sends, so that several installations share one
 * database.
 */
export function renameSchemas(client: pg.Client, prefix: string): void {
  if (prefix !== DEFAULT_PREFIX) rewriteStatements(client, (text) => withPrefix(prefix, text));
}

/**
 * Makes a connection rewrite every statement that it sends. Statements are constants of the program; values travel apart
 * from them and stay as they are.
 */
export function rewriteStatements(client: pg.Client, rewrite: (text: string) => string): void {
  const texts = new Map<string, string>();
  const send = client.query.bind(client);

  function rewritten(text: string): string {
    const known = texts.get(text) ?? rewrite(text);
    texts.set(text, known);
    return known;
  }

  Object.defineProperty(client, 'query', {
    configurable: true,
    value: (statement: unknown, ...rest: unknown[]): unknown =>
      Reflect.apply(send, client, [rewrittenStatement(statement, rewritten), ...rest]),
  });
}

function rewrittenStatement(statement: unknown, rewrite: (text: string) => string): unknown {
  if (typeof statement === 'string') return rewrite(statement);
  if (typeof statement !== 'object' || statement === null || !('text' in statement)) return statement;
  return typeof statement.text === 'string' ? { ...statement, text: rewrite(statement.text) } : statement;
}
