import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { ReadableStream } from 'node:stream/web';
import { Encrypter } from 'age-encryption';
import { signNote } from '../../audit/notes/signed-note.js';
import { exportUser } from '../../commands/accounts/import/export-user.js';
import { exportFactors } from '../../commands/factors/import/export-factors.js';
import { InvalidConfiguration } from '../../config/invalid-configuration.js';
import type { Config } from '../../config/config.js';
import type { UserId } from '../../domain/ids.js';
import type { UserEvent } from '../../domain/user/events.js';
import { userOfStream } from '../../domain/user/user.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { START } from '../../eventstore/port.js';
import type { Position, StoredEvent } from '../../eventstore/port.js';
import type { Infrastructure } from '../infrastructure.js';
import { peppersOf } from '../keys/configured-keys.js';
import { checkpointSigners } from '../notary.js';
import { withInfrastructure } from '../maintenance/with-infrastructure.js';

export interface UserExportOptions {
  /** Public key of the receiver, `age1…`. */
  readonly recipient: string;
  readonly out: string;
  readonly onProgress: (done: number, total: number | null) => void;
}

interface Counts {
  accounts: number;
  withFactors: number;
  skipped: number;
}

const PAGE = 1000;
const OPENING: ReadonlySet<string> = new Set<UserEvent['type']>(['UserRegistered', 'UserImported']);

/**
 * Writes all accounts to a file that only the receiver can read, with their hashes and second factors. A signed note beside
 * the file has its digest and its numbers.
 *
 * @throws InvalidConfiguration the recipient is no public key of age
 */
export async function exportUsers(config: Config, options: UserExportOptions): Promise<string> {
  const { recipient, out, onProgress } = options;
  const encrypter = new Encrypter();
  try {
    encrypter.addRecipient(recipient);
  } catch {
    throw new InvalidConfiguration('--recipient must be a public key of age, age1…');
  }
  return await withInfrastructure(config, async (infrastructure) => {
    const counts: Counts = { accounts: 0, withFactors: 0, skipped: 0 };
    const text = ReadableStream.from(linesOf(infrastructure, counts, onProgress));
    const hash = createHash('sha256');
    const encrypted = await encrypter.encrypt(text);
    await pipeline(
      encrypted,
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          hash.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(out, { mode: 0o600 }),
    );
    await writeFile(`${out}.manifest`, manifestOf(infrastructure, counts, hash.digest('hex')));
    return `${String(counts.accounts)} accounts exported, ${String(counts.withFactors)} with second factors; ${String(counts.skipped)} that are erased or about to be were left out.`;
  });
}

/** Returns the lines of all accounts, one JSON object each. */
async function* linesOf(
  { config, log, masterSecret }: Infrastructure,
  counts: Counts,
  onProgress: UserExportOptions['onProgress'],
): AsyncGenerator<Uint8Array> {
  const peppers = peppersOf(config, masterSecret).keys;
  for await (const { id, registeredAt } of openedAccounts(log)) {
    const user = await exportUser({ log }, peppers, id);
    if (user === null) {
      counts.skipped += 1;
      continue;
    }
    // An import takes the id from the account.
    const { user_id: _, ...factors } = (await exportFactors({ log }, id)) ?? { user_id: null };
    const hasFactors = Object.keys(factors).length > 0;
    counts.accounts += 1;
    if (hasFactors) counts.withFactors += 1;
    const line = { ...user, registered_at: registeredAt, factors: hasFactors ? factors : null };
    yield Buffer.from(`${JSON.stringify(line)}\n`);
    onProgress(counts.accounts + counts.skipped, null);
  }
}

interface OpenedAccount {
  readonly id: UserId;
  readonly registeredAt: string;
}

/** Returns all accounts from the log. A read model may be behind it, which would lose the newest accounts. */
async function* openedAccounts({ store }: EventLog): AsyncGenerator<OpenedAccount> {
  for (let after: Position | undefined = START; after !== undefined;) {
    const page: StoredEvent[] = await store.readAll({ after, limit: PAGE });
    for (const { type, stream, data, recordedAt } of page) {
      const id = OPENING.has(type) ? userOfStream(stream) : null;
      if (id === null) continue;
      const former = data['registered_at'];
      yield { id, registeredAt: typeof former === 'string' ? former : recordedAt.toISOString() };
    }
    after = page.at(-1)?.position;
  }
}

/** Returns the numbers of an export as a note, signed with the key of the checkpoints under a name of its own. */
function manifestOf({ config, masterSecret, now }: Infrastructure, counts: Counts, sha256: string): string {
  const signer = checkpointSigners(masterSecret)(`${config.checkpoints.origin}/users`);
  const lines = [
    signer.verifier.name,
    `time ${now().toISOString()}`,
    `accounts ${String(counts.accounts)}`,
    `with-factors ${String(counts.withFactors)}`,
    `sha256 ${sha256}`,
  ];
  return signNote(`${lines.join('\n')}\n`, signer);
}
