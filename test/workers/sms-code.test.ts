import { describe, expect, test } from '@jest/globals';
import { handle } from '../../src/commands/handle.js';
import { codeIdSchema } from '../../src/domain/ids.js';
import { sendCode, spendCode } from '../../src/domain/one-time-code/decisions.js';
import { oneTimeCodeOf } from '../../src/domain/one-time-code/one-time-code.js';
import { SMS_LIFE_MS } from '../../src/domain/one-time-code/sms-code.js';
import { singleFlight } from '../../src/runtime/concurrency/single-flight.js';
import { runJob } from '../../src/workers/handlers/run-job.js';
import { smsCodeJob } from '../../src/workers/handlers/sms/sms-code.js';
import { LogUnavailable } from '../../src/eventstore/port.js';
import type { ClaimedJob, Failure } from '../../src/workers/jobs/outbox.js';
import { codeText } from '../../src/workers/sms/code-text.js';
import { SmsDelayed, SmsRefused } from '../../src/workers/sms/port.js';
import type { OutgoingSms } from '../../src/workers/sms/port.js';
import { aWorld } from '../support/domain/command-world.js';
import { aFactorId } from '../support/domain/factor-events.js';
import { ADA, NOW } from '../support/domain/user-history.js';
import { memoryErasure } from '../support/stores/memory/memory-erasure.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { aCause } from '../support/stores/memory/memory-log.js';

const PHONE = '+4915112345678';
const CODE_ID = codeIdSchema.parse('9d3f1b7a-2c64-4e85-a0d9-6b7f3e1c8a52');
const DELIVERY = `delivery-sms-code-${CODE_ID}`;
const aggregate = oneTimeCodeOf(ADA, 'second_factor');

/** A world in which a code for a phone is due. */
async function aDueCode() {
  const world = aWorld();
  await handle(world.log, aCause(), { code: aggregate }, ({ code }) => ({
    code: sendCode(
      code,
      {
        id: CODE_ID,
        userId: ADA,
        userRevision: 3,
        purpose: 'second_factor',
        channel: 'sms',
        factorId: aFactorId(),
        phone: PHONE,
        request: 'a sign-in',
        lifeMs: SMS_LIFE_MS,
      },
      NOW,
    ),
  }));
  const [cause] = await world.log.events();
  if (cause === undefined) throw new Error('No code was sent.');
  const job: ClaimedJob = {
    id: `sms-code-${cause.id}`,
    name: 'sms-code',
    stream: cause.stream,
    event: cause.id,
    revision: cause.revision,
    correlationId: null,
    sealed: null,
    attempts: 0,
  };
  const sent: OutgoingSms[] = [];
  const failures: Failure[] = [];
  const counted: string[] = [];

  /** Runs the job with a provider that fails with an error, or accepts the message. */
  async function run(error: Error | null, now = NOW, log = world.log): Promise<void> {
    const send = (sms: OutgoingSms) => {
      if (error !== null) return Promise.reject(error);
      sent.push(sms);
      return Promise.resolve();
    };
    const count = (country: string, outcome: string) => void counted.push(`${country} ${outcome}`);
    const dependencies = {
      ...world,
      log,
      now: () => now,
      singleFlight: singleFlight(),
      sender: { send: () => Promise.resolve(), close: () => undefined },
      storeArchive: () => Promise.resolve(null),
      smsDelivery: { sender: { send }, host: 'app.example.com', count },
      erasure: memoryErasure(world.log),
      findMemberships: () => Promise.resolve([]),
      invitations: { ofPerson: () => Promise.resolve([]), ofOrganization: () => Promise.resolve([]) },
      findConnections: () => Promise.resolve([]),
      findOrganizationKeys: () => Promise.resolve([]),
      gather: () => Promise.resolve(),
      frontendUrl: 'https://app.example.com',
      publicUrl: 'https://accounts.example.com',
      mailDomain: 'example.com',
      recordSpan: null,
    };
    const outbox = {
      complete: () => Promise.resolve(),
      fail: (failure: Failure) => Promise.resolve(void failures.push(failure)),
    };
    await runJob({ dependencies, outbox, logger: silentLogger }, job);
  }
  return { world, cause, run, sent, failures, counted };
}

const minutesLater = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

describe('a code by text message', () => {
  test('is sent once and recorded once, however often its job runs (SMS-14)', async () => {
    const { world, run, sent, failures, counted } = await aDueCode();
    await run(null);
    await run(null);
    const code = world.codes.codeOf(CODE_ID, 6);
    const id = `sms-code-${CODE_ID}`;
    expect(sent).toEqual([{ id, to: PHONE, text: codeText(code, 'app.example.com') }]);
    expect(failures).toEqual([]);
    expect(counted).toEqual(['DE sent']);
    expect(await world.log.types(DELIVERY)).toEqual(['SmsSent']);
  });

  test('is repeated with the same id and the same code if its delivery was not recorded (SMS-14)', async () => {
    const { world, run, sent, failures } = await aDueCode();
    const store = { ...world.log.store, append: () => Promise.reject(new LogUnavailable()) };
    await run(null, NOW, { ...world.log, store });
    expect(failures).toMatchObject([{ attempts: 1, cause: 'SentButNotRecorded' }]);
    await run(null);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
  });

  test('is not sent after it has expired, was used, or was replaced (SMS-14)', async () => {
    const expired = await aDueCode();
    await expired.run(null, minutesLater(5));
    expect(expired.sent).toEqual([]);
    expect(await expired.world.log.types(DELIVERY)).toEqual(['SmsFailed']);

    const used = await aDueCode();
    await handle(used.world.log, aCause(), { code: aggregate }, ({ code }) => ({
      code: spendCode(code, CODE_ID, ADA, NOW),
    }));
    await used.run(null);
    expect(used.sent).toEqual([]);
  });

  test('is not tried again after a final error (SMS-8)', async () => {
    const { world, run, sent, failures, counted } = await aDueCode();
    await run(new SmsRefused(400, '21211'));
    await run(null);
    expect([sent, failures]).toEqual([[], []]);
    expect(counted).toEqual(['DE refused']);
    expect(await world.log.types(DELIVERY)).toEqual(['SmsFailed']);
  });

  test('is tried again after a temporary error until it expires (SMS-8)', async () => {
    const { world, run, sent, failures } = await aDueCode();
    await run(new SmsDelayed(503, '20500'));
    expect(failures).toMatchObject([{ attempts: 1, cause: 'message rejected temporarily (503, 20500)' }]);
    expect(failures[0]?.pauseMs).toBeLessThanOrEqual(1000);
    await run(null, minutesLater(4));
    expect(sent).toHaveLength(1);
    expect(await world.log.types(DELIVERY)).toEqual(['SmsSent']);
  });

  test('leaves the number and the code in no delivery, job or failure (SMS-10)', async () => {
    const { world, cause, run, failures, counted } = await aDueCode();
    await run(new SmsDelayed(503, '20500'));
    await run(new SmsRefused(400, '21211'));
    const deliveries = (await world.log.events()).filter(({ stream }) => stream === DELIVERY);
    const traces = JSON.stringify([deliveries, failures, counted, cause.stream]);
    expect(traces).not.toContain('15112345678');
    expect(traces).not.toContain(world.codes.codeOf(CODE_ID, 6));
  });

  test('is caused by codes for phones only', async () => {
    const { world, cause } = await aDueCode();
    const [[stored] = []] = await world.log.store.readStreams([cause.stream]);
    if (stored === undefined) throw new Error('The log has no code.');
    const delayOf = (channel: string) =>
      smsCodeJob.causedBy.CodeSent?.({ ...stored, data: { channel } }, { atomicMultiStream: true });
    expect([delayOf('sms'), delayOf('email')]).toEqual([0, null]);
  });
});

describe('the text of a code', () => {
  test('is one segment with the host and the code in its last line, and has no link and no name (SMS-9)', () => {
    const text = codeText('012345', 'app.example.com');
    expect(text.split('\n').at(-1)).toBe('@app.example.com #012345');
    expect(text.length).toBeLessThanOrEqual(160);
    // Characters of the basic alphabet of GSM 03.38. Each of them takes one place.
    expect(text).toMatch(/^[A-Za-z0-9 @#.\n-]+$/);
    expect(text).not.toMatch(/https?:|www\.|\//);
  });

  test('leaves the last line out if the host is too long for one segment (SMS-9)', () => {
    const text = codeText('012345', `${'a'.repeat(60)}.${'b'.repeat(60)}.example`);
    expect(text).toContain('012345');
    expect(text).not.toContain('@');
    expect(text.length).toBeLessThanOrEqual(160);
  });
});
