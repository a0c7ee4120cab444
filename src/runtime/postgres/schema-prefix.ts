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
 * database. Statements are constants of the program; values travel apart from them and stay as they are.
 */
export function renameSchemas(client: pg.Client, prefix: string): void {
  if (prefix === DEFAULT_PREFIX) return;
  const texts = new Map<string, string>();
  const send = client.query.bind(client);

  function renamed(text: string): string {
    const known = texts.get(text) ?? withPrefix(prefix, text);
    texts.set(text, known);
    return known;
  }

  Object.defineProperty(client, 'query', {
    value: (statement: unknown, ...rest: unknown[]): unknown =>
      Reflect.apply(send, client, [renamedStatement(statement, renamed), ...rest]),
  });
}

function renamedStatement(statement: unknown, rename: (text: string) => string): unknown {
  if (typeof statement === 'string') return rename(statement);
  if (typeof statement !== 'object' || statement === null || !('text' in statement)) return statement;
  return typeof statement.text === 'string' ? { ...statement, text: rename(statement.text) } : statement;
}
