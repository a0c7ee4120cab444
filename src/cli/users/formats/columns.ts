type Columns = Readonly<Record<string, unknown>>;

/** The names under which systems export a column. The first one that a row has counts. */
const NAMES = {
  id: ['user_id', 'id', 'sub'],
  email: ['email', 'email_address'],
  username: ['username', 'name', 'display_name'],
  password_hash: ['password_hash', 'hashed_password', 'encrypted_password'],
  verified: ['verified', 'is_verified', 'email_verified'],
  active: ['active', 'is_active', 'enabled'],
  registered_at: ['registered_at', 'created_at'],
  factors: ['factors'],
} as const;

/** Returns the account of a row by the usual names of its columns. */
export function userOfColumns(row: Columns): object {
  const found = Object.entries(NAMES).flatMap(([field, names]): [string, unknown][] => {
    const name = names.find((one) => row[one] !== undefined);
    return name === undefined ? [] : [[field, row[name]]];
  });
  return Object.fromEntries(found);
}

/** Returns the columns of a value, which are none if it is no object. */
export function columnsOf(value: unknown): Columns {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
