import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { databaseUrl } from '../../src/runtime/embedded/postgres/server-connection.js';
import { spawnCli } from '../support/server/cli.js';
import { startCredence } from '../support/server/credence.js';
import { freePort } from '../support/server/free-port.js';
import type { Credence } from '../support/server/credence.js';
import { runFullJourney, JOURNEY_EVENTS, JOURNEY_MAILS } from '../support/clients/full-journey.js';
import type { JourneyAccount } from '../support/clients/full-journey.js';
import { enrolTwoSteps, signInByTwoSteps } from '../support/clients/second-steps.js';
import type { TwoStepAccount } from '../support/clients/second-steps.js';
import { ask, foldAccounts, gaps, readLogRows, secondStepsIn } from '../support/stores/log-rows.js';
import { openMailbox } from '../support/clients/mailbox.js';
import type { Mailbox } from '../support/clients/mailbox.js';
import { waitFor } from '../support/clients/wait-for.js';
import { listEventTypes, listAll, waitForReaders } from '../support/clients/admin-api.js';

const ROUNDS = Number(process.env['KILL_ROUNDS'] ?? 10);
const CLIENTS = 4;
/** Clients that sign in by two steps. */
const OWNERS = 2;
/** Longer than the time of all kills, so that every client can complete its steps. */
const STEP_MS = 60_000 + ROUNDS * 6_000;
/** Maximum time between a start and the next kill. */
const LIFE_MS = 1_500;
/** Maximum time between a start and a kill during the start, in every third round. */
const START_MS = 1_500;

let folder: string;
let port: number;
let mailbox: Mailbox;
let credence: Credence;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'credence-kill-'));
  port = await freePort();
  mailbox = await openMailbox();
  credence = await start();
});

afterAll(async () => {
  // The embedded database survives a kill. An orderly stop also stops the database.
  if (credence.process.signalCode !== null) credence = await start();
  await credence.stop();
  await mailbox.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Includes PUBLIC_URL, so that tokens of a program killed during its start stay valid. They outlast all kills. */
const environment = () => ({
  SMTP_URL: mailbox.url,
  LOG_LEVEL: 'warn',
  ACCESS_TOKEN_TTL: '1h',
  PUBLIC_URL: `http://127.0.0.1:${port}`,
});

async function start(): Promise<Credence> {
  return await startCredence(environment(), { dataDir: folder, port });
}

async function killWhileStarting(): Promise<void> {
  const child = spawnCli(['serve'], { ...environment(), DATA_DIR: folder, PORT: String(port) });
  const ended = once(child, 'exit');
  await sleep(Math.random() * START_MS);
  child.kill('SIGKILL');
  await ended;
}

/** Kills and restarts the program repeatedly. Returns the milliseconds that each start took to become ready. */
async function killAndStart(rounds: number): Promise<number[]> {
  const recoveries: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    await sleep(Math.random() * LIFE_MS);
    await credence.kill();
    if (round % 3 === 0) await killWhileStarting();
    const started = Date.now();
    credence = await start();
    await waitFor('ready', async () => (await fetch(`${credence.url}/health/ready`)).ok);
    recoveries.push(Date.now() - started);
  }
  return recoveries;
}

/** Returns the URL of the embedded database, from the port and the password in the data folder. */
async function embeddedUrl(): Promise<string> {
  const read = async (name: string) => (await readFile(join(folder, name), 'utf8')).trim();
  return databaseUrl(Number(await read('database-port')), await read('database-password'));
}

describe('a program that is killed repeatedly', () => {
  const people: JourneyAccount[] = [];
  /** The addresses of the accounts with a second step. */
  const emails: string[] = [];
  let secondSteps = 0;

  test(
    'every client completes its journey despite kill -9 by repeating its requests (EVT-3)',
    async () => {
      let killing = true;
      const client = async (name: number) => {
        for (let n = 1; killing || n === 1; n += 1) {
          const email = `client${name}-${n}@example.com`;
          people.push(await runFullJourney({ credence: () => credence, mailbox, email, stepMs: STEP_MS }));
        }
      };
      const options = { credence: () => credence, stepMs: STEP_MS };
      const enrol = async (email: string) => {
        emails.push(email);
        return await enrolTwoSteps({ ...options, mailbox, email });
      };
      const owner = async (name: number, enrolled: TwoStepAccount) => {
        for (let [n, account] = [1, enrolled]; ; n += 1) {
          const completed = await signInByTwoSteps(account, options, () => killing);
          secondSteps += completed;
          if (!killing) return;
          account = await enrol(`owner${name}-${n}@example.com`);
        }
      };
      const names = Array.from({ length: OWNERS }, (_, name) => name);
      const enrolled = await Promise.all(names.map((name) => enrol(`owner${name}@example.com`)));
      const killer = killAndStart(ROUNDS).finally(() => (killing = false));
      const clients = Array.from({ length: CLIENTS }, (_, name) => client(name));
      const [recoveries] = await Promise.all([
        killer,
        ...enrolled.map((account, name) => owner(name, account)),
        ...clients,
      ]);
      console.log(
        `${ROUNDS} kills, ${people.length} journeys, ${secondSteps} second steps; ready again after ${recoveries.join(', ')} ms`,
      );
      expect(people.length).toBeGreaterThanOrEqual(CLIENTS);
    },
    STEP_MS * 2,
  );

  test(
    'every acknowledged step is in the log once, and the last acknowledged password is valid (EVT-3)',
    async () => {
      await waitForReaders(credence);
      for (const { email, userId, password } of people) {
        expect({ email, events: await listEventTypes(credence, userId) }).toEqual({
          email,
          events: JOURNEY_EVENTS,
        });
        const signIn = await credence.call('POST', '/auth/login', { body: { email, password } });
        expect({ email, status: signIn.status }).toEqual({ email, status: 200 });
      }
    },
    STEP_MS,
  );

  test('a killed second step leaves no half session and no lost code (MFA-44)', async () => {
    const { used, started } = await secondStepsIn(await embeddedUrl());
    expect(used).toEqual(started);
    expect(new Set(used).size).toBe(secondSteps);
  });

  test(
    'each event causes one mail, and a repeated mail has the same Message-ID (EVT-13)',
    async () => {
      for (const { email } of people) {
        await waitFor(
          `all mails to ${email}`,
          () => new Set(mailbox.mailsTo(email).map(({ messageId }) => messageId)).size >= JOURNEY_MAILS,
        );
      }
      const repeats = people.map(({ email }) => {
        const mails = mailbox.mailsTo(email);
        const subjects = [...new Map(mails.map(({ messageId, subject }) => [messageId, subject])).values()];
        expect({ email, subjects, count: subjects.length }).toMatchObject({ count: JOURNEY_MAILS });
        return mails.length - JOURNEY_MAILS;
      });
      console.log(
        `${repeats.reduce((sum, count) => sum + count, 0)} of ${mailbox.count()} mails arrived twice`,
      );
    },
    STEP_MS,
  );

  test('the list of accounts equals a fold of the log, the log has no gap, and no event is parked (EVT-5)', async () => {
    await waitForReaders(credence);
    const url = await embeddedUrl();
    const log = await readLogRows(url);
    expect(gaps(log)).toEqual([]);
    const accounts = await listAll(credence, '/v1/users');
    const flags = accounts.map(({ id, user_id, is_active, is_verified }) => ({
      id,
      user_id,
      is_active,
      is_verified,
    }));
    expect(flags).toEqual(foldAccounts(log));
    const registered = [...people.map(({ email }) => email), ...emails];
    expect(accounts.map(({ email }) => email).sort()).toEqual(registered.sort());
    expect(await ask(url, 'select * from credence_read.parked_events')).toEqual([]);
  });
});
