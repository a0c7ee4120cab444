import { randomUUID } from 'node:crypto';
import { newEmail } from '../clients/accounts.js';

/** Returns a new user of a provider, with a verified address and a name. */
export function newPerson(email: string = newEmail()) {
  return { sub: randomUUID(), email, email_verified: true, name: 'Ada Lovelace' };
}

/** Returns an unused address of the domain that the program trusts Acme with. */
export function newAcmeEmail(): string {
  return `${randomUUID()}@acme.example`;
}
