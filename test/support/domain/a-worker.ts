import { singleFlight } from '../../../src/runtime/concurrency/single-flight.js';
import { runJob } from '../../../src/workers/handlers/run-job.js';
import type { Failure, NewJob } from '../../../src/workers/jobs/outbox.js';
import type { OutgoingSms } from '../../../src/workers/sms/port.js';
import { silentLogger } from '../server/silent-logger.js';
import type { World } from './command-world.js';
import { NOW } from './user-history.js';

/** A worker with a mail server and a provider of text messages that accept everything. */
export function aWorker(world: World, now = NOW) {
  const texts: OutgoingSms[] = [];
  const completed: string[] = [];
  const failures: Failure[] = [];
  const sent: string[] = [];
  const outbox = {
    complete: (id: string) => Promise.resolve(void completed.push(id)),
    fail: (failure: Failure) => Promise.resolve(void failures.push(failure)),
  };
  const sender = {
    send: ({ messageId }: { messageId: string }) => Promise.resolve(void sent.push(messageId)),
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
    gather: () => Promise.resolve(),
    now: () => now,
    frontendUrl: 'https://app.example.com',
    publicUrl: 'https://accounts.example.com',
    mailDomain: 'example.com',
  };
  async function run({ delayMs: _, ...job }: NewJob, log = world.log): Promise<void> {
    const parts = { dependencies: { ...dependencies, log }, outbox, logger: silentLogger };
    await runJob(parts, { ...job, attempts: 0 });
  }
  return { run, completed, failures, sent, texts };
}
