import { singleFlight } from '../../../src/runtime/concurrency/single-flight.js';
import { runJob } from '../../../src/workers/handlers/run-job.js';
import type { ErasureParts } from '../../../src/workers/handlers/erasure/erasure-parts.js';
import type { Failure, NewJob } from '../../../src/workers/jobs/outbox.js';
import type { OutgoingSms } from '../../../src/workers/sms/port.js';
import { silentLogger } from '../server/silent-logger.js';
import type { World } from './command-world.js';
import { memoryErasure } from '../stores/memory/memory-erasure.js';
import { NOW } from './user-history.js';

/**
 * A worker with a mail server and a provider of text messages that accept everything.
 *
 * @param accept the answer of the mail server
 */
export function aWorker(
  world: World,
  now = NOW,
  erasure: ErasureParts = memoryErasure(world.log),
  accept: () => Promise<void> = () => Promise.resolve(),
) {
  const texts: OutgoingSms[] = [];
  const completed: string[] = [];
  const failures: Failure[] = [];
  const sent: string[] = [];
  const outbox = {
    complete: (id: string) => Promise.resolve(void completed.push(id)),
    fail: (failure: Failure) => Promise.resolve(void failures.push(failure)),
  };
  const sender = {
    send: ({ messageId }: { messageId: string }) => accept().then(() => void sent.push(messageId)),
    close: () => undefined,
  };
  const dependencies = {
    ...world,
    sender,
    storeArchive: () => Promise.resolve(null),
    smsDelivery: {
      sender: { send: (sms: OutgoingSms) => Promise.resolve(void texts.push(sms)) },
      host: 'app.example.com',
      count: () => undefined,
    },
    singleFlight: singleFlight(),
    erasure,
    findMemberships: () => Promise.resolve([]),
    invitations: { ofPerson: () => Promise.resolve([]), ofOrganization: () => Promise.resolve([]) },
    findConnections: () => Promise.resolve([]),
    findOrganizationKeys: () => Promise.resolve([]),
    gather: () => Promise.resolve(),
    now: () => now,
    frontendUrl: 'https://app.example.com',
    publicUrl: 'https://accounts.example.com',
    mailDomain: 'example.com',
    recordSpan: null,
  };
  async function run({ delayMs: _, ...job }: NewJob, log = world.log, attempts = 0): Promise<void> {
    const parts = { dependencies: { ...dependencies, log }, outbox, logger: silentLogger };
    await runJob(parts, { ...job, attempts });
  }
  return { run, completed, failures, sent, texts };
}
