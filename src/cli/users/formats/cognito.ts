import { openCsv } from './csv.js';
import type { UserFormat } from './format.js';

/**
 * CSV with the columns of a user pool's import file. Cognito exports no hashes: people get a password by a reset.
 */
export const cognito: UserFormat = { title: 'Amazon Cognito', open: openCsv(userOf) };

function userOf(row: Readonly<Record<string, unknown>>): object {
  const name = row['cognito:username'];
  return {
    id: row['sub'] ?? name,
    email: row['email'],
    username: row['preferred_username'] ?? row['name'] ?? name,
    verified: row['email_verified'],
    active: row['enabled'] ?? true,
    registered_at: row['created_at'] ?? null,
  };
}
