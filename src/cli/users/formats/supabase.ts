import { columnsOf } from './columns.js';
import { openCsv } from './csv.js';
import type { UserFormat } from './format.js';
import { openTable } from './table.js';

type Row = Readonly<Record<string, unknown>>;

const openDatabase = openTable('auth.users', userOf);
const openFile = openCsv(userOf);

/** The table `auth.users`, from the database or as CSV. */
export const supabase: UserFormat = {
  title: 'Supabase',
  open: async (source, options) =>
    /^postgres(?:ql)?:\/\//.test(source)
      ? await openDatabase(source, options)
      : await openFile(source, options),
};

function userOf(row: Row): object {
  const { id, email, encrypted_password: hash, created_at: registeredAt } = row;
  const isDeleted = isSet(row['deleted_at']);
  return {
    id,
    email: isSet(email) ? email : undefined,
    username: nameIn(row['raw_user_meta_data']),
    password_hash: hash,
    verified: isSet(row['email_confirmed_at']),
    active: !isDeleted && !isBanned(row['banned_until']),
    registered_at: registeredAt,
  };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function isBanned(until: unknown): boolean {
  if (!isSet(until)) return false;
  const end = until instanceof Date ? until : new Date(String(until));
  return !(end.getTime() <= Date.now());
}

/** Returns the name in the data of the user, which is JSON in a file. */
function nameIn(data: unknown): string | null {
  const fields = columnsOf(typeof data === 'string' ? parseJson(data) : data);
  const name = fields['username'] ?? fields['user_name'] ?? fields['full_name'] ?? fields['name'];
  return typeof name === 'string' ? name : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
