import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { waitForEveryReader } from '../support/clients/admin-api.js';
import { waitFor } from '../support/clients/wait-for.js';
import { filesWith } from '../support/erasure/find-planted.js';
import { plantPerson, PLANTING } from '../support/erasure/plant-strings.js';
import type { PlantedPerson } from '../support/erasure/plant-strings.js';
import { startCredenceWithProviders } from '../support/federation/credence-with-providers.js';
import type { CredenceWithProviders } from '../support/federation/credence-with-providers.js';
import { runCli } from '../support/server/cli.js';
import { SERVICE_TOKEN, startCredence } from '../support/server/credence.js';
import type { Credence } from '../support/server/credence.js';
import { addOthers } from './add-others.js';
import { findChangedRows } from './changed-rows.js';
import type { SweptStores } from './stores.js';

/** The folders and servers of a sweep. */
export interface Sweep {
  readonly stores: SweptStores;
  /** The folder of everything that may hold a string of the person. */
  readonly root: string;
  /** A folder outside of it. */
  readonly backups: string;
  readonly people: number;
}

type Environment = Readonly<Record<string, string>> & { readonly DATABASE_URL: string };

const LONG_MS = 600_000;

/** Runs a sweep. Returns a line for each file with a planted string, and for each changed row of other people. */
export async function sweepErasure(sweep: Sweep): Promise<string[]> {
  const { stores, root } = sweep;
  const dataDir = join(root, 'data');
  await mkdir(dataDir, { mode: 0o700 });
  const settings = {
    ...stores.environment,
    ...PLANTING,
    DATA_DIR: dataDir,
    TMPDIR: root,
    LOG_LEVEL: 'debug',
  };
  const setup = await startCredenceWithProviders(settings);
  const environment = { ...settings, ...setup.stores.environment, DATABASE_URL: setup.stores.databaseUrl };
  let person: PlantedPerson;
  const faults: string[] = [];
  try {
    person = await populate(setup, environment, sweep.people);
    faults.push(...(await erase(sweep, setup.credence, environment, person)));
  } finally {
    await setup.credence.stop();
  }
  const ledger = await runCommand(environment, 'erasures', 'export');
  await setup.stop();
  return [...faults, ...(await restore(sweep, environment, person, ledger))];
}

/** Creates the person, in the middle of others, and waits until every reader knows them. */
async function populate(
  setup: CredenceWithProviders,
  environment: Environment,
  people: number,
): Promise<PlantedPerson> {
  const { credence } = setup;
  await addOthers(environment, Math.ceil(people / 2));
  const person = await plantPerson(credence);
  const { mark, token } = person;
  await setup.link('google', { sub: `${mark}-subject`, email: `${mark}@example.net`, name: mark }, token);
  await addOthers(environment, Math.floor(people / 2));
  await waitFor(
    'the readers',
    () =>
      waitForEveryReader(credence).then(
        () => true,
        () => false,
      ),
    LONG_MS,
  );
  return person;
}

/** Erases the person, between two dumps. */
async function erase(
  sweep: Sweep,
  credence: Credence,
  environment: Environment,
  person: PlantedPerson,
): Promise<string[]> {
  const { stores, backups } = sweep;
  const after = join(backups, 'after.sql');
  await stores.flush(environment.DATABASE_URL);
  const planted = await look(sweep, person);
  console.log(`The strings of the person are in ${String(planted.length)} files.`);
  await stores.dump(environment.DATABASE_URL, backupIn(sweep));

  const request = { token: SERVICE_TOKEN, body: { reason: person.mark } };
  await credence.call('DELETE', `/v1/users/${person.userId}`, request);
  await finish(sweep, credence, environment, person);
  const left = await look(sweep, person);
  await stores.dump(environment.DATABASE_URL, after);
  return [
    ...(planted.length === 0 ? ['The search finds nothing before the erasure.'] : []),
    ...left.map((file) => `After the erasure: ${file}`),
    ...(await findChangedRows(backupIn(sweep), after, person.userId)),
  ];
}

/** Starts the program on a backup of the time before the erasure. */
async function restore(
  sweep: Sweep,
  environment: Environment,
  person: PlantedPerson,
  ledger: string,
): Promise<string[]> {
  const { stores, backups } = sweep;
  const restored = { ...environment, DATABASE_URL: await stores.restore(backupIn(sweep)) };
  const file = join(backups, 'ledger.jsonl');
  await writeFile(
    file,
    ledger
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .join('\n'),
  );
  await runCommand(restored, 'erasures', 'apply', file);
  await finish(sweep, await startCredence(restored), restored, person);
  return (await look(sweep, person)).map((file) => `After the restore: ${file}`);
}

const backupIn = ({ backups }: Sweep) => join(backups, 'before.sql');

/** Waits until the erasure is complete, stops the program, and removes deleted rows from the disk as operators do. */
async function finish(
  { stores, root }: Sweep,
  credence: Credence,
  environment: Environment,
  { userId }: PlantedPerson,
): Promise<void> {
  await waitFor(
    'the erasure',
    async () => {
      const { status, body } = await credence.call('GET', `/v1/erasures/${userId}`, { token: SERVICE_TOKEN });
      return status === 200 && 'completed_at' in body && body.completed_at !== null;
    },
    LONG_MS,
  );
  await credence.stop();
  await writeFile(join(root, 'program.log'), credence.output(), { flag: 'a' });
  await runCommand(environment, 'erasures', 'scrub');
  await stores.flush(environment.DATABASE_URL);
}

async function look({ root }: Sweep, { planted }: PlantedPerson): Promise<string[]> {
  return (await filesWith(planted, root)).map((path) => relative(root, path));
}

/** @throws Error the command fails */
async function runCommand(environment: Environment, ...args: string[]): Promise<string> {
  const { code, output } = await runCli(args, environment);
  if (code !== 0) throw new Error(`credence ${args.join(' ')} failed: ${output}`);
  return output;
}
