import { randomUUID } from 'node:crypto';
import { waitForReaders } from '../clients/admin-api.js';
import type { Credence } from '../server/credence.js';
import type { TestStores } from '../stores/stores.js';
import { emailVerified, registered } from './user-history.js';
import { openUserLog } from './user-log.js';

/** Appends the registrations of people without a hash of a password, and returns their ids. */
export async function registerPeople(
  credence: Credence,
  { databaseUrl, openLog }: TestStores,
  count: number,
): Promise<string[]> {
  const log = await openUserLog(databaseUrl, { migrate: false, openLog });
  const people = Array.from({ length: count }, () => randomUUID());
  await Promise.all(people.map((id) => log.append(id, registered, emailVerified)));
  await log.close();
  await waitForReaders(credence);
  return people;
}
