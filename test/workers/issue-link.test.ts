import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { deactivate } from '../../src/commands/accounts/deactivate.js';
import { verifyEmail } from '../../src/commands/accounts/verify-email.js';
import type { LinkRequest } from '../../src/commands/steps/requests/link-request.js';
import { isEphemeral } from '../../src/domain/event-catalog.js';
import { emailAddress } from '../../src/domain/user/email-address.js';
import { LogUnavailable } from '../../src/eventstore/port.js';
import { jobOf } from '../../src/workers/handlers/issue-link.js';
import type { NewJob } from '../../src/workers/jobs/outbox.js';
import { aWorker } from '../support/domain/a-worker.js';
import { aWorld, newestLink, registeredAccount, verifiedAccount } from '../support/domain/command-world.js';
import type { World } from '../support/domain/command-world.js';
import { aCause } from '../support/stores/memory/memory-log.js';

function aRequest(world: World, purpose: LinkRequest['purpose'], address: string): LinkRequest {
  const claim = world.emailClaimStream(emailAddress(address));
  return { purpose, claim, commandId: randomUUID(), correlationId: 'the request' };
}

const linkEvents = async (world: World) =>
  (await world.log.events()).filter(({ stream }) => stream.includes('_link-'));

describe('a job of a requested link', () => {
  test('however often it runs, one link is issued, with the correlation id of its request', async () => {
    const world = aWorld();
    const { email } = await verifiedAccount(world);
    const { run, completed } = aWorker(world);
    const job = jobOf(aRequest(world, 'reset', email));
    for (let runs = 0; runs < 3; runs += 1) await run(job);
    expect(await linkEvents(world)).toMatchObject([
      { type: 'PasswordResetRequested', correlationId: 'the request', causationId: job.event },
    ]);
    expect(completed).toEqual([job.id, job.id, job.id]);
  });

  test('a thousand requests leave a few events in an ephemeral stream, and none in that of the account', async () => {
    const world = aWorld();
    const { id, email } = await verifiedAccount(world);
    const before = await world.log.types(`user-${id}`);
    const { run } = aWorker(world);
    for (let requests = 0; requests < 1000; requests += 1) await run(jobOf(aRequest(world, 'reset', email)));
    expect(await world.log.types(`user-${id}`)).toEqual(before);
    const links = await linkEvents(world);
    expect(links.length).toBeLessThanOrEqual(4);
    expect(links.every(({ stream }) => isEphemeral(stream))).toBe(true);
  });

  test.each(['reset', 'verification'] as const)(
    'a request for a %s link leaves nothing without an account that may get it (RST-1)',
    async (purpose) => {
      const world = aWorld();
      const { id } = await registeredAccount(world, emailAddress('bob@example.com'));
      await deactivate(world, id, {}, aCause(), null);
      const before = await world.log.store.head();
      const { run, completed } = aWorker(world);
      for (const email of ['nobody@example.com', 'bob@example.com'])
        await run(jobOf(aRequest(world, purpose, email)));
      expect(completed).toHaveLength(2);
      expect(await world.log.store.head()).toBe(before);
    },
  );

  test('an outage of the log postpones the job and costs it no attempt', async () => {
    const world = aWorld();
    const { email } = await verifiedAccount(world);
    const { run, failures } = aWorker(world);
    const store = { ...world.log.store, readStreams: () => Promise.reject(new LogUnavailable()) };
    await run(jobOf(aRequest(world, 'reset', email)), { ...world.log, store, folds: aWorld().log.folds });
    expect(failures).toMatchObject([{ attempts: 0, cause: 'LogUnavailable' }]);
  });
});

describe('the mail of a requested link', () => {
  /** Runs the mail jobs of all issued links, as the reactor records them. */
  async function runMails(world: World, run: (job: NewJob) => Promise<void>, events = linkEvents(world)) {
    for (const { id, stream, revision, type } of await events) {
      const name = type === 'PasswordResetRequested' ? 'password-reset' : 'verification';
      const place = { stream, event: id, revision, delayMs: 0, correlationId: null, sealed: null };
      await run({ id: `${name}-${id}`, name, ...place });
    }
  }

  test('only the newest of several links is mailed, and it works (RST-5)', async () => {
    const world = aWorld();
    const { id, email } = await registeredAccount(world);
    const { run, sent, failures } = aWorker(world);
    const early = jobOf(aRequest(world, 'verification', email));
    await run(early);
    const [first] = await linkEvents(world);
    for (let requests = 0; requests < 8; requests += 1)
      await run(jobOf(aRequest(world, 'verification', email)));
    // The event of the first request is gone by now.
    await runMails(world, run, Promise.resolve(first === undefined ? [] : [first]));
    await runMails(world, run);
    expect(failures).toEqual([]);
    expect(sent).toHaveLength(1);
    const token = await newestLink(world, id, 'verify-email');
    expect((await verifyEmail(world, { token }, aCause())).account.verified).toBe(true);
  });

  test('no link is mailed that the account has ended meanwhile', async () => {
    const world = aWorld();
    const { id, email } = await verifiedAccount(world);
    const { run, sent, failures } = aWorker(world);
    await run(jobOf(aRequest(world, 'reset', email)));
    await deactivate(world, id, {}, aCause(), null);
    await runMails(world, run);
    expect([sent, failures]).toEqual([[], []]);
  });
});
