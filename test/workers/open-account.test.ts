import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { openAccountPrivately } from '../../src/commands/accounts/open-account-privately.js';
import { releaseUnusedClaim } from '../../src/commands/accounts/release-unused-claim.js';
import type { RegistrationRequest } from '../../src/commands/steps/requests/registration-request.js';
import { signInsOf } from '../../src/domain/sign-in/sign-ins.js';
import { emailAddress } from '../../src/domain/user/email-address.js';
import { openMemoryEventStore } from '../../src/eventstore/memory.js';
import { LogUnavailable } from '../../src/eventstore/port.js';
import { jobPayloads } from '../../src/security/keys/job-payloads.js';
import { openAccountJob } from '../../src/workers/handlers/requests/open-account.js';
import { aWorker } from '../support/domain/a-worker.js';
import { aWorld, VERIFICATION_TTL_MS, verifiedAccount } from '../support/domain/command-world.js';
import type { World } from '../support/domain/command-world.js';
import { NOW } from '../support/domain/user-history.js';
import { ProcessStopped, singleStreamStore, stopBeforeAppend } from '../support/hostile/faulty-store.js';
import { aCause } from '../support/stores/memory/memory-log.js';

const HASH = 'fake$1$correct horse battery staple';
const SOURCE = { ip: '192.0.2.7', userAgent: 'Lynx' };

function aRequest(world: World, address = 'eve@example.com'): RegistrationRequest {
  const email = emailAddress(address);
  return {
    claim: world.emailClaimStream(email),
    commandId: randomUUID(),
    correlationId: 'the request',
    data: { email, username: 'eve', passwordHash: HASH, source: SOURCE },
  };
}

const registrations = async (world: World) =>
  (await world.log.events()).filter(({ type }) => type === 'UserRegistered');

describe('the job of a sign-up in private mode', () => {
  test('however often it runs, it opens one account, with the origin of its request (REG-11)', async () => {
    const world = aWorld();
    const { run, completed } = aWorker(world);
    const request = aRequest(world);
    // Each request with one Idempotency-Key has the same command, and encrypts its data anew.
    const jobs = [1, 2, 3].map(() => openAccountJob.jobOf(world.payloads, request));
    for (const job of jobs) await run(job);
    const opened = await registrations(world);
    expect(opened).toMatchObject([
      {
        data: { email: 'eve@example.com', username: 'eve' },
        correlationId: 'the request',
        causationId: request.commandId,
        actor: 'anonymous',
      },
    ]);
    expect(opened.map(({ source }) => source())).toEqual([SOURCE]);
    const links = (await world.log.events()).filter(({ type }) => type === 'EmailVerificationRequested');
    const expires_at = new Date(NOW.getTime() + VERIFICATION_TTL_MS).toISOString();
    expect(links).toMatchObject([{ data: { expires_at } }]);
    expect(new Set(completed)).toEqual(new Set(jobs.map(({ id }) => id)));
    expect(new Set(completed).size).toBe(1);
  });

  test('however often it runs, it notifies the owner of a taken address once (REG-1)', async () => {
    const world = aWorld();
    const { id, email } = await verifiedAccount(world);
    const { run, failures } = aWorker(world);
    const job = openAccountJob.jobOf(world.payloads, aRequest(world, email.toUpperCase()));
    for (let runs = 0; runs < 3; runs += 1) await run(job);
    expect(await world.log.types(signInsOf(id, NOW).stream)).toEqual(['SignUpRepeated']);
    expect(await registrations(world)).toHaveLength(1);
    expect(failures).toEqual([]);
  });

  test('it shows neither the address nor the password hash, and no other job opens its data', () => {
    const world = aWorld();
    const { sealed, ...columns } = openAccountJob.jobOf(world.payloads, aRequest(world));
    if (sealed === null) throw new Error('The job has no data.');
    for (const personal of ['eve@example.com', HASH, SOURCE.ip]) {
      expect(JSON.stringify(columns)).not.toContain(personal);
      expect(sealed.includes(personal)).toBe(false);
    }
    expect(() => world.payloads.open('open-account-of-another', sealed)).toThrow();
    expect(() => jobPayloads('another master secret').open(columns.id, sealed)).toThrow();
  });

  test('data that cannot be decrypted or has another shape costs an attempt, and opens no account', async () => {
    const world = aWorld();
    const { run, failures } = aWorker(world);
    const job = openAccountJob.jobOf(world.payloads, aRequest(world));
    await run({ ...job, sealed: Buffer.from('too short') });
    await run({ ...job, sealed: jobPayloads('another master secret').seal(job.id, {}) });
    await run({ ...job, sealed: world.payloads.seal(job.id, { email: 'eve@example.com' }) });
    expect(failures.map(({ attempts, pauseMs }) => [attempts, pauseMs === null])).toEqual(
      Array(3).fill([1, false]),
    );
    expect(await world.log.events()).toEqual([]);
  });

  test('a retry after its data was deleted removes the job and opens no account', async () => {
    const world = aWorld();
    const { run, completed } = aWorker(world);
    const job = { ...openAccountJob.jobOf(world.payloads, aRequest(world)), sealed: null };
    await run(job);
    expect(completed).toEqual([job.id]);
    expect(await world.log.events()).toEqual([]);
  });

  test('an outage of the log postpones it and costs it no attempt', async () => {
    const world = aWorld();
    const { run, failures } = aWorker(world);
    const store = { ...world.log.store, readStreams: () => Promise.reject(new LogUnavailable()) };
    await run(openAccountJob.jobOf(world.payloads, aRequest(world)), { ...world.log, store });
    expect(failures).toMatchObject([{ attempts: 0, cause: 'LogUnavailable' }]);
  });

  test.each([
    ['before', 2],
    ['after', 3],
  ])(
    'a worker that returns long after its end, %s the claim was released, opens the account',
    async (_, append) => {
      const store = singleStreamStore(openMemoryEventStore());
      const world = aWorld(store);
      const request = aRequest(world);
      const stopped = aWorld(stopBeforeAppend(store, 2));
      await expect(openAccountPrivately({ ...world, log: stopped.log }, request, NOW)).rejects.toThrow(
        ProcessStopped,
      );
      const [claimed] = await world.log.events();
      if (claimed?.type !== 'ValueClaimed') throw new Error('The address was not claimed.');
      const unused = { claim: request.claim, userId: claimed.data.user_id, stalled: true };
      const settling = aWorld(stopBeforeAppend(store, append));
      await releaseUnusedClaim(settling, unused, aCause()).catch((error: unknown) => {
        if (!(error instanceof ProcessStopped)) throw error;
      });

      const { run, failures } = aWorker(world);
      const job = openAccountJob.jobOf(world.payloads, request);
      for (let runs = 0; runs < 2; runs += 1) await run(job);
      expect(failures).toEqual([]);
      expect(await registrations(world)).toHaveLength(1);
      expect((await world.log.types(request.claim)).at(-1)).toBe('ValueClaimed');
    },
  );
});
