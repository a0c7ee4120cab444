import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { createWebhook } from '../../../src/commands/webhooks/create-webhook.js';
import { START } from '../../../src/eventstore/port.js';
import { startWebhookSender } from '../../../src/workers/webhooks/sender.js';
import { createSlots } from '../../../src/workers/webhooks/slots.js';
import type { EndpointStore } from '../../../src/workers/webhooks/store/endpoint-store.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { NOW } from '../../support/domain/user-history.js';
import { aCause, openMemoryLog } from '../../support/stores/memory/memory-log.js';

const PROPERTIES = {
  url: 'https://hooks.example.com/',
  description: '',
  contact: null,
  types: [],
  filter: { subjects: [], actors: [] },
  from: null,
};

/** A store that refuses the records of the first pump, as after a pause of the process in which another one led. */
function aStore(id: string) {
  const recorded: boolean[] = [];
  let pumps = 0;
  const store: EndpointStore = {
    lead: () => Promise.resolve([{ id, revision: 0 }]),
    release: () => Promise.resolve(),
    load() {
      pumps += 1;
      return Promise.resolve({
        position: START,
        replay: null,
        failingSince: null,
        held: [],
        parkedSubjects: [],
        known: [],
      });
    },
    loadWaiting: () => Promise.resolve([]),
    record() {
      recorded.push(pumps > 1);
      return Promise.resolve(pumps > 1);
    },
    prune: () => Promise.resolve(false),
    count: () => Promise.resolve([]),
  };
  return { store, recorded };
}

test('a process that loses the lead of an endpoint and takes it again continues its deliveries (FED-1)', async () => {
  const log = openMemoryLog();
  const webhookSecrets = { make: () => 'whsec_c2VjcmV0' };
  const { webhook } = await createWebhook(
    { log, webhookSecrets },
    { ...PROPERTIES, signature: 'v1' },
    true,
    aCause(),
  );
  const { store, recorded } = aStore(webhook.id);
  const sender = startWebhookSender({
    log,
    store,
    deliver: () => Promise.resolve({ status: 204, failure: null }),
    slots: createSlots(1),
    onAttempt: () => undefined,
    maxInFlight: 1,
    webhookHistoryMs: 0,
    now: () => NOW,
    logger: pino({ level: 'silent' }),
  });
  try {
    await waitFor('a record of the second pump', () => {
      sender.wake();
      return Promise.resolve(recorded.includes(true));
    });
  } finally {
    await sender.stop();
  }
  expect(recorded.indexOf(true)).toBe(1);
});
