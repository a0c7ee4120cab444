import { csv } from './csv.js';
import type { UserFormat } from './format.js';
import { jsonLines } from './json-lines.js';
import { table } from './table.js';

/** All formats by the name that the command line takes. */
export const USER_FORMATS: Readonly<Record<string, UserFormat>> = { table, csv, jsonl: jsonLines };

/** Returns the name of the format that a source most probably has, or null. */
export function formatOf(source: string): string | null {
  if (/^postgres(?:ql)?:\/\//.test(source)) return 'table';
  if (source.endsWith('.csv')) return 'csv';
  return /\.(?:jsonl|ndjson)$/.test(source) ? 'jsonl' : null;
}
