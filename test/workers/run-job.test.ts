import { describe, expect, test } from '@jest/globals';
import { LogUnavailable } from '../../src/eventstore/port.js';
import { singleFlight } from '../../src/runtime/concurrency/single-flight.js';
import { linkTokens } from '../../src/security/tokens/link-tokens.js';
import { runJob } from '../../src/workers/handlers/run-job.js';
import { reviveUnknownKinds } from '../../src/workers/handlers/unknown-kinds.js';
import type { ClaimedJob, Failure } from '../../src/workers/jobs/outbox.js';
import { MAX_ATTEMPTS } from '../../src/workers/jobs/retry-policy.js';
import { MailDelayed, MailRefused } from '../../src/workers/mails/smtp/delivery-errors.js';
import { aWorld, registeredAccount } from '../support/domain/command-world.js';
import { memoryErasure } from '../support/stores/memory/memory-erasure.js';
import { silentLogger } from '../support/server/silent-logger.js';

/** A world with an account whose verification mail is due. */
async function aDueMail() {
  const world = aWorld();
  await registeredAccount(world);
  const cause = (await world.log.events()).find(({ type }) => type === 'EmailVerificationRequested');
  if (cause === undefined) throw new Error('The account has no verification.');
  const job: ClaimedJob = {
    id: `verification-${cause.id}`,
    name: 'verification',
    stream: cause.stream,
    event: cause.id,
    revision: cause.revision,
    correlationId: null,
    sealed: null,
    attempts: 0,
  };
  const sent: string[] = [];
  const completed: string[] = [];
  const failures: Failure[] = [];

  /** Runs the job with a mail server that fails with an error, or accepts the mail. */
  async function run(error: Error | null, changes: Partial<ClaimedJob> = {}, log = world.log): Promise<void> {
    const sender = {
      send: ({ messageId }: { messageId: string }) => {
        if (error !== null) return Promise.reject(error);
        sent.push(messageId);
        return Promise.resolve();
      },
      close: () => undefined,
    };
    const dependencies = {
      log,
      sender,
      erasure: memoryErasure(world.log),
      findMemberships: () => Promise.resolve([]),
      invitations: { ofPerson: () => Promise.resolve([]), ofOrganization: () => Promise.resolve([]) },
      findConnections: () => Promise.resolve([]),
      findOrganizationKeys: () => Promise.resolve([]),
      gather: () => Promise.resolve(),
      now: () => new Date(),
      singleFlight: singleFlight(),
      rules: world.rules,
      payloads: world.payloads,
      codes: world.codes,
      countCode: world.countCode,
      smsDelivery: null,
      storeArchive: () => Promise.resolve(null),
      linkTokens: linkTokens('m4Xv9Qw2Zr7Tn1Kc8Lp5Hd3Fs6Gj0BaY'),
      frontendUrl: 'https://app.example.com',
      publicUrl: 'https://accounts.example.com',
      mailDomain: 'example.com',
      recordSpan: null,
    };
    const outbox = {
      complete: (id: string) => Promise.resolve(void completed.push(id)),
      fail: (failure: Failure) => Promise.resolve(void failures.push(failure)),
    };
    await runJob({ dependencies, outbox, logger: silentLogger }, { ...job, ...changes });
  }
  return { world, job, run, sent, completed, failures };
}

describe('a job that sends a mail', () => {
  test('a mail is sent once and recorded once, however often its job runs (EVT-13)', async () => {
    const { world, job, run, sent, completed, failures } = await aDueMail();
    await run(null);
    await run(null);
    expect(sent).toEqual([`<${job.id}@example.com>`]);
    expect(completed).toEqual([job.id, job.id]);
    expect(failures).toEqual([]);
    expect(await world.log.types(`delivery-${job.id}`)).toEqual(['MailSent']);
  });

  test('a temporary failure postpones the job with growing pauses, and the last one is final (EVT-13)', async () => {
    const { world, job, run, failures } = await aDueMail();
    for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts += 1)
      await run(new MailDelayed(451, 'DATA'), { attempts });
    expect(failures.map(({ attempts }) => attempts)).toEqual(
      Array.from({ length: MAX_ATTEMPTS }, (_, n) => n + 1),
    );
    for (const [n, { pauseMs }] of failures.slice(0, -1).entries()) {
      expect(pauseMs).toBeGreaterThanOrEqual(500 * 2 ** n);
      expect(pauseMs).toBeLessThanOrEqual(1000 * 2 ** n);
    }
    expect(failures.at(-1)).toEqual({
      id: job.id,
      attempts: MAX_ATTEMPTS,
      pauseMs: null,
      cause: 'mail rejected temporarily (451 at DATA)',
    });
    expect(await world.log.types(`delivery-${job.id}`)).toEqual(['MailFailed']);
  });

  test('a permanent failure is final at once, and a retry can still send the mail (EVT-13)', async () => {
    const { world, job, run, failures } = await aDueMail();
    await run(new MailRefused(550, 'RCPT TO'));
    expect(failures).toMatchObject([
      { attempts: 1, pauseMs: null, cause: expect.stringContaining('550 at RCPT TO') },
    ]);
    await run(null);
    expect(await world.log.types(`delivery-${job.id}`)).toEqual(['MailFailed', 'MailSent']);
  });

  test('jobs that release 0.2.0 has failed because it did not know their kind are revived (EVT-13)', () => {
    const revived: string[] = [];
    const outbox = {
      retryFailed: (causes?: readonly string[]) => Promise.resolve(revived.push(...(causes ?? []))),
    };
    reviveUnknownKinds(outbox, silentLogger)();
    expect(revived).toContain('There is no kind of job named open-account.');
    expect(revived).not.toContain('There is no kind of job named of-tomorrow.');
  });

  test('an outage of a store costs the job no attempt', async () => {
    const { world, run, failures } = await aDueMail();
    const store = { ...world.log.store, readStreams: () => Promise.reject(new LogUnavailable()) };
    await run(null, { attempts: MAX_ATTEMPTS - 1 }, { ...world.log, store });
    expect(failures).toMatchObject([{ attempts: MAX_ATTEMPTS - 1, cause: 'LogUnavailable' }]);
    expect(failures[0]?.pauseMs).not.toBeNull();
  });

  test('a mail whose delivery is not recorded costs an attempt, so that its repeats end (EVT-13)', async () => {
    const { world, run, sent, failures } = await aDueMail();
    const store = { ...world.log.store, append: () => Promise.reject(new LogUnavailable()) };
    await run(null, { attempts: 3 }, { ...world.log, store });
    expect(sent).toHaveLength(1);
    expect(failures).toMatchObject([{ attempts: 4, cause: 'SentButNotRecorded' }]);
  });

  test('a job reads its event, and not again the whole stream of its person', async () => {
    const { world, job, run, sent } = await aDueMail();
    await run(new MailDelayed(451, 'DATA'));
    let events = 0;
    const readStreams: typeof world.log.store.readStreams = async (streams, after) => {
      const found = await world.log.store.readStreams(streams, after);
      events += found.flat().length;
      return found;
    };
    await run(null, {}, { ...world.log, store: { ...world.log.store, readStreams } });
    expect(sent).toHaveLength(1);
    expect(job.revision).toBeGreaterThan(0);
    expect(events).toBe(1);
  });

  test('a job with an event that the log does not have fails permanently', async () => {
    const { run, sent, failures } = await aDueMail();
    await run(null, { event: '0b9f7d2e-5c1a-4e8b-9a63-2f4d1c7e8a90' });
    expect(sent).toEqual([]);
    expect(failures).toMatchObject([{ attempts: 1, pauseMs: null }]);
  });

  test('a job of a kind that only a later release knows waits for its worker for about a day (EVT-13)', async () => {
    const { run, sent, completed, failures } = await aDueMail();
    const name = 'of-tomorrow';
    for (const attempts of [0, MAX_ATTEMPTS - 1]) await run(null, { name, attempts });
    expect(sent).toEqual([]);
    expect(completed).toEqual([]);
    const cause = 'There is no kind of job named of-tomorrow.';
    expect(failures).toMatchObject([
      { attempts: 1, cause },
      { attempts: MAX_ATTEMPTS, pauseMs: null, cause },
    ]);
    expect(failures[0]?.pauseMs).not.toBeNull();
  });
});
