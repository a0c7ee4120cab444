import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { offerRegistration } from '../../src/commands/federation/offer-registration.js';
import type { OfferRequest } from '../../src/commands/steps/requests/offer-request.js';
import { signInsOf } from '../../src/domain/sign-in/sign-ins.js';
import { emailAddress } from '../../src/domain/user/email-address.js';
import { LogUnavailable } from '../../src/eventstore/port.js';
import { offerRegistrationJob } from '../../src/workers/handlers/requests/offer-registration.js';
import type { NewJob } from '../../src/workers/jobs/outbox.js';
import { aWorker } from '../support/domain/a-worker.js';
import { aWorld, verifiedAccount } from '../support/domain/command-world.js';
import type { World } from '../support/domain/command-world.js';
import { NOW } from '../support/domain/user-history.js';
import { aCause } from '../support/stores/memory/memory-log.js';

const SOURCE = { ip: '192.0.2.7', userAgent: 'Lynx' };

/** Signs up by a provider that has not verified the address, while the log is unavailable. Returns the stored jobs. */
async function jobsOfOffer(world: World, address: string, commandId = randomUUID()): Promise<NewJob[]> {
  const identity = {
    provider: 'facebook',
    issuer: 'https://www.facebook.com',
    subject: '1815-1852',
    email: { address: emailAddress(address), verified: false, trusted: false },
    name: 'Ada Lovelace',
  };
  const jobs: NewJob[] = [];
  const storeOffer = (request: OfferRequest) =>
    Promise.resolve(void jobs.push(offerRegistrationJob.jobOf(world.payloads, request)));
  const refuse = () => Promise.reject(new LogUnavailable());
  const store = { ...world.log.store, readStreams: refuse, append: refuse };
  const dependencies = { ...world, log: { ...world.log, store }, storeOffer };
  const cause = { ...aCause(), commandId, source: SOURCE };
  await offerRegistration(dependencies, identity, 'digest of the browser', cause);
  return jobs;
}

const offers = async (world: World) =>
  (await world.log.events()).filter(({ type }) => type === 'SignUpOffered');

describe('the job of a sign-up with an address that the provider has not verified', () => {
  test('however often it runs, it offers one registration', async () => {
    const world = aWorld();
    const { run, failures } = aWorker(world);
    const commandId = randomUUID();
    const jobs = [
      ...(await jobsOfOffer(world, 'ada@example.com', commandId)),
      ...(await jobsOfOffer(world, 'ada@example.com', commandId)),
    ];
    for (const job of jobs) await run(job);
    const offered = await offers(world);
    expect(offered).toMatchObject([
      {
        data: {
          provider: 'facebook',
          subject: '1815-1852',
          label: 'ada@example.com',
          email: 'ada@example.com',
          username: 'Ada Lovelace',
          browser: 'digest of the browser',
        },
        actor: 'anonymous',
      },
    ]);
    expect(offered.map(({ source }) => source())).toEqual([SOURCE]);
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(1);
    expect(failures).toEqual([]);
  });

  test('however often it runs, it notifies the owner of a taken address once', async () => {
    const world = aWorld();
    const { id, email } = await verifiedAccount(world);
    const { run, failures } = aWorker(world);
    const [job] = await jobsOfOffer(world, email);
    if (job === undefined) throw new Error('The sign-up stored no job.');
    for (let runs = 0; runs < 3; runs += 1) await run(job);
    expect(await world.log.types(signInsOf(id, NOW).stream)).toEqual(['SignUpRepeated']);
    expect(await offers(world)).toEqual([]);
    expect(failures).toEqual([]);
  });

  test('it shows neither the address, the name nor the subject at the provider', async () => {
    const [job] = await jobsOfOffer(aWorld(), 'ada@example.com');
    const { sealed = null, ...columns } = job ?? {};
    if (sealed === null) throw new Error('The job has no data.');
    for (const personal of ['ada@example.com', 'Ada Lovelace', '1815-1852', SOURCE.ip]) {
      expect(JSON.stringify(columns)).not.toContain(personal);
      expect(sealed.includes(personal)).toBe(false);
    }
  });
});
