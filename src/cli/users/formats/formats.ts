import { auth0 } from './auth0.js';
import { cognito } from './cognito.js';
import { csv } from './csv.js';
import { firebase } from './firebase.js';
import type { UserFormat } from './format.js';
import { jsonLines } from './json-lines.js';
import { keycloak } from './keycloak.js';
import { supabase } from './supabase.js';
import { table } from './table.js';

/** All formats by the name that the command line takes. */
export const USER_FORMATS: Readonly<Record<string, UserFormat>> = {
  table,
  csv,
  jsonl: jsonLines,
  auth0,
  cognito,
  firebase,
  keycloak,
  supabase,
};

/** Returns the name of the format that a source most probably has, or null. */
export function formatOf(source: string): string | null {
  if (/^postgres(?:ql)?:\/\//.test(source)) return 'table';
  if (source.endsWith('.csv')) return 'csv';
  return /\.(?:jsonl|ndjson)$/.test(source) ? 'jsonl' : null;
}
