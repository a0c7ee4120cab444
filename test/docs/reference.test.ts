import { describe, expect, test } from '@jest/globals';
import { problems } from '../../src/api/http/problems/problem-table.js';
import { PERMISSIONS } from '../../src/domain/permissions.js';
import { eventCatalog } from '../../src/domain/event-catalog.js';
import { RATE_LIMIT_RULES } from '../../src/security/limits/rate-limit-rules.js';
import { readDocument, sectionOf, tableRows } from '../support/documents/markdown.js';

const UNITS = new Map([
  [60_000, 'a minute'],
  [3_600_000, 'an hour'],
  [86_400_000, 'a day'],
]);

describe('the reference pages', () => {
  test('list every problem code with its status', async () => {
    const rows = tableRows(await readDocument('docs/reference/problems.md'));
    const documented = rows.map(([code = '', status]) => [plain(code), Number(status)]);
    expect(sorted(documented)).toEqual(
      sorted(Object.entries(problems).map(([code, [status]]) => [code, status])),
    );
  });

  test('list every event type', async () => {
    const rows = tableRows(await readDocument('docs/reference/events.md'));
    const documented = new Set(rows.flatMap(([types = '']) => types.split(', ').map(plain)));
    expect([...documented].sort()).toEqual([...eventCatalog.keys()].sort());
  });

  test('list every rate limit with its default', async () => {
    const section = sectionOf(await readDocument('docs/reference/configuration.md'), /Rate limits$/);
    const documented = tableRows(section).map(([name = '', limit]) => [plain(name), limit]);
    const actual = Object.entries(RATE_LIMIT_RULES).map(([name, { limit, windowMs }]) => [
      name,
      `${String(limit)} ${UNITS.get(windowMs) ?? ''}`,
    ]);
    expect(sorted(documented)).toEqual(sorted(actual));
  });

  test('list every scope of an API key', async () => {
    const section = sectionOf(await readDocument('docs/integrate/services.md'), /Scopes$/);
    const documented = tableRows(section).map(([scope = '']) => plain(scope));
    expect(documented.sort()).toEqual(Object.keys(PERMISSIONS).sort());
  });
});

function plain(cell: string): string {
  return cell.replaceAll('`', '');
}

function sorted(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => row.join(' ')).sort();
}
