import type { Config } from '../../config/config.js';
import { InvalidConfiguration } from '../../config/invalid-configuration.js';
import { START } from '../../eventstore/port.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { countForms } from '../../security/keys/rewrap-keys.js';
import { forgetInUse } from '../../security/keys/secrets-in-use.js';
import { parseStoredHash } from '../../security/passwords/hash-format.js';
import type { Answer } from '../maintenance/answer.js';
import { withInfrastructure } from '../maintenance/with-infrastructure.js';
import { pepperName, peppersOf } from './configured-keys.js';

/** Accounts have, or may have, a password that is hashed under the pepper. */
export class PepperInUse extends Error {
  override readonly name = 'PepperInUse';
}

/** Name for the hashes that another system has made. */
const IMPORTED = 'imported';
/** Name for the hashes that cannot be read. */
const UNREADABLE = 'unreadable';
const PAGE = 1000;
/** The events that can have a hash. */
const PASSWORD = /^(?:Password|UserImported$)/;

/**
 * Counts the accounts by the pepper of their password. It reads the events about passwords, because a hash is stored
 * encrypted.
 */
export async function countPeppers({ store, codec }: EventLog): Promise<ReadonlyMap<string, number>> {
  const peppers = new Map<string, string>();
  for (let after: typeof START | undefined = START; after !== undefined;) {
    const page = await store.readAll({ after, limit: PAGE });
    const stored = page.filter(({ type }) => PASSWORD.test(type));
    const events = new Map((await codec.decode(stored, true)).map((event) => [event.position, event]));
    for (const { type, stream, position } of stored) {
      if (type === 'PasswordRemoved') peppers.delete(stream);
      const event = events.get(position);
      const pepper = event === undefined ? UNREADABLE : pepperOf(event.data);
      if (pepper !== null) peppers.set(stream, pepper);
    }
    after = page.at(-1)?.position;
  }
  return counted(peppers.values());
}

/** Returns the pepper of the hash in the data of an event, or null without a readable hash. */
function pepperOf(data: object): string | null {
  const hash = 'password_hash' in data && typeof data.password_hash === 'string' ? data.password_hash : null;
  const parsed = hash === null ? null : parseStoredHash(hash);
  if (parsed === null) return null;
  return typeof parsed.pepper === 'number' ? String(parsed.pepper) : IMPORTED;
}

function counted(values: Iterable<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** Counts the data keys by their key-encryption key, and the accounts by the pepper of their password. */
export async function showKeys(config: Config): Promise<Answer> {
  return await withInfrastructure(config, async ({ pool, log }) => {
    const forms = [...(await countForms(pool))];
    const peppers = [...(await countPeppers(log))];
    const lines = [
      ...forms.map(([form, count]) => `${form}: ${String(count)} data keys`),
      ...peppers.map(([pepper, count]) => `pepper ${pepper}: ${String(count)} passwords`),
      'These keys are in use.',
    ];
    const fields = { data_keys: Object.fromEntries(forms), passwords: Object.fromEntries(peppers) };
    return { text: lines.join('\n'), fields };
  });
}

/**
 * Requires that no password needs a pepper.
 *
 * @param counts the number of passwords by pepper
 * @throws PepperInUse passwords are hashed under it, or cannot be read
 */
export function requireUnused(counts: ReadonlyMap<string, number>, number: string): void {
  const count = counts.get(number) ?? 0;
  if (count > 0) throw new PepperInUse(`${String(count)} passwords are hashed under the pepper ${number}.`);
  const unreadable = counts.get(UNREADABLE) ?? 0;
  if (unreadable > 0)
    throw new PepperInUse(
      `${String(unreadable)} passwords cannot be read; they may need the pepper ${number}.`,
    );
}

/**
 * Lets the next start do without a pepper.
 *
 * @throws PepperInUse passwords are hashed under it, or cannot be read
 * @throws InvalidConfiguration it is the pepper of new passwords
 */
export async function forgetPepper(config: Config, number: string): Promise<string> {
  return await withInfrastructure(config, async ({ pool, log, masterSecret }) => {
    if (Number(number) === peppersOf(config, masterSecret).current)
      throw new InvalidConfiguration(`the pepper ${number} is the one of new passwords`);
    requireUnused(await countPeppers(log), number);
    await forgetInUse(pool, [pepperName(Number(number))]);
    return `No password is hashed under the pepper ${number}; remove it from PASSWORD_PEPPERS.`;
  });
}
