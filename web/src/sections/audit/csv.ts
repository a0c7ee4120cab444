import type { EventRecord } from '../../client/credence.js';

const COLUMNS = ['position', 'occurred_at', 'type', 'actor', 'stream', 'correlation_id'] as const;

/** Writes events as CSV (RFC 4180), with their data as JSON in the last column. */
export function toCsv(events: readonly EventRecord[]): string {
  const rows = events.map((event) => [...COLUMNS.map((name) => event[name]), JSON.stringify(event.data)]);
  return [[...COLUMNS, 'data'], ...rows].map((row) => row.map(cell).join(',') + '\r\n').join('');
}

/** Quotes a cell. A leading sign gets an apostrophe, since spreadsheets would run it as a formula. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
