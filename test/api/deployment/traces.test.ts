import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openMailbox } from '../../support/clients/mailbox.js';
import type { Mailbox } from '../../support/clients/mailbox.js';
import { waitFor } from '../../support/clients/wait-for.js';
import { SERVICE_TOKEN, startCredence, startRole } from '../../support/server/credence.js';
import type { Credence, RunningProgram } from '../../support/server/credence.js';
import { startTraceReceiver } from '../../support/server/trace-receiver.js';
import type { ReceivedSpan, TraceReceiver } from '../../support/server/trace-receiver.js';
import { startReceiver } from '../../support/webhooks/receiver.js';
import type { Receiver } from '../../support/webhooks/receiver.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const traceparent = (flags: string) => `00-${CALLER.traceId}-${CALLER.spanId}-${flags}`;
/** The processes send their spans every few seconds, and start one after another on a busy machine. */
const WITHIN_MS = 60_000;
const LONG_MS = 2 * WITHIN_MS;
const ROUTE = 'POST /auth/signup';

let stores: TestStores;
let receiver: TraceReceiver;
let mailbox: Mailbox;
let hooks: Receiver;
let credence: Credence;
let others: RunningProgram[];

beforeAll(async () => {
  [stores, receiver, mailbox] = await Promise.all([useStores(), startTraceReceiver(), openMailbox()]);
  hooks = await startReceiver();
  const environment = {
    ...stores.environment,
    SMTP_URL: mailbox.url,
    WEBHOOK_ALLOW_PRIVATE: 'true',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=a%20key',
  };
  // The roles are processes of their own, which share nothing but the stores.
  credence = await startCredence(environment, { role: 'api' });
  others = ['projector', 'worker'].map((role) =>
    startRole(role, { ...environment, PUBLIC_URL: credence.url }),
  );
  const webhook = { url: hooks.url, types: ['UserRegistered'] };
  const created = await credence.call('POST', '/v1/webhooks', { token: SERVICE_TOKEN, body: webhook });
  hooks.trust(z.object({ secret: z.string() }).parse(created.body).secret);
});

afterAll(async () => {
  await Promise.all([credence, ...others].map((program) => program.stop()));
  await receiver.stop();
  await mailbox.stop();
  await hooks.stop();
  await stores.dispose();
});

async function signUp(name: string, headers: Record<string, string>) {
  const body = { email: `${name}@example.com`, username: name, password: 'correct horse battery staple' };
  const answer = await credence.call('POST', '/auth/signup', { body, headers });
  expect(answer.status).toBe(201);
  return answer;
}

const spansOf = (traceId: string) => receiver.spans.filter((span) => span.traceId === traceId);

/** Waits until each process has sent its spans of a trace, and returns them. */
async function traceWithMail(traceId: string): Promise<readonly ReceivedSpan[]> {
  const names = [ROUTE, 'append', 'project', 'job verification', 'send mail', 'deliver webhook'];
  const has = (wanted: string) => spansOf(traceId).some(({ name }) => name === wanted);
  await waitFor('the spans of a trace', () => names.every(has), WITHIN_MS);
  return spansOf(traceId);
}

describe('a trace', () => {
  test(
    'OBS-1 shows the request, its append, the projection, the job and the mail of a sign-up',
    async () => {
      const answer = await signUp('maxine', { traceparent: traceparent('01') });
      const spans = await traceWithMail(CALLER.traceId);

      const request = spans.find(({ name }) => name === ROUTE);
      expect(request?.parentSpanId).toBe(CALLER.spanId);
      const below = (id: string | undefined) =>
        spans.filter(({ parentSpanId }) => id !== undefined && parentSpanId === id).map(({ name }) => name);
      expect(below(request?.spanId)).toEqual(
        expect.arrayContaining(['append', 'project', 'job verification']),
      );
      const job = spans.find(({ name }) => name === 'job verification');
      expect(below(job?.spanId)).toEqual(['send mail']);
      // The receiver of a webhook can continue the trace.
      const delivery = spans.find(({ name }) => name === 'deliver webhook');
      expect(hooks.received[0]?.traceparent).toBe(`00-${CALLER.traceId}-${String(delivery?.spanId)}-01`);
      // The events have the trace in their correlation id.
      expect(answer.headers.get('x-request-id')).toBe(`${CALLER.traceId}-${CALLER.spanId}-01`);
      expect(receiver.keys).toEqual(new Set(['a key']));
    },
    LONG_MS,
  );

  test(
    'OBS-1 is named after a request id, and is linked to the trace of the caller',
    async () => {
      const id = randomUUID();
      await signUp('walter', { 'x-request-id': id, traceparent: traceparent('01') });
      const spans = await traceWithMail(id.replaceAll('-', ''));
      const request = spans.find(({ name }) => name === ROUTE);
      expect(request?.parentSpanId).toBeUndefined();
      expect(request?.links).toEqual([CALLER]);
    },
    LONG_MS,
  );

  test(
    'OBS-1 is not recorded if the caller does not record its own',
    async () => {
      const unrecorded = '1af7651916cd43dd8448eb211c80319d';
      await signUp('nobody', { traceparent: `00-${unrecorded}-${CALLER.spanId}-00` });
      const later = randomUUID();
      await signUp('somebody', { 'x-request-id': later });
      await traceWithMail(later.replaceAll('-', ''));
      expect(spansOf(unrecorded)).toEqual([]);
    },
    LONG_MS,
  );

  test(
    'OBS-1 has no personal data, and no id of a person',
    async () => {
      const id = randomUUID();
      const { body } = await signUp('ottilie', { 'x-request-id': id, 'user-agent': 'Ottilies browser' });
      await traceWithMail(id.replaceAll('-', ''));
      const sent = receiver.bodies.join('\n');
      expect(sent).not.toMatch(/ottilie|maxine|example\.com|correct horse/i);
      expect(sent).not.toContain(body.user_id);
      expect(sent).not.toContain(SERVICE_TOKEN);
    },
    LONG_MS,
  );
});
