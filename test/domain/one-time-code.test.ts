import { describe, expect, test } from '@jest/globals';
import {
  MAX_SENDS,
  nextSendAt,
  pauseAfterSends,
  sendCode,
  spendCode,
  tryCode,
} from '../../src/domain/one-time-code/decisions.js';
import type { CodeRequest } from '../../src/domain/one-time-code/decisions.js';
import type { OneTimeCodeEvent } from '../../src/domain/one-time-code/events.js';
import { oneTimeCodeOf } from '../../src/domain/one-time-code/one-time-code.js';
import type { OneTimeCode } from '../../src/domain/one-time-code/one-time-code.js';
import { codeIdSchema } from '../../src/domain/ids.js';
import { InvalidCode } from '../../src/domain/user/factors/factor-decisions.js';
import { historyOf } from '../support/domain/given-when-then.js';
import { aSessionId } from '../support/domain/ids.js';
import { ADA } from '../support/domain/user-history.js';

const BEGINNING = new Date('2026-01-01T00:00:00Z');
const MINUTE = 60_000;
const after = (ms: number) => new Date(BEGINNING.getTime() + ms);
const ID = codeIdSchema.parse('9d3f1b7a-2c64-4e85-a0d9-6b7f3e1c8a52');
const SESSION = aSessionId();

const given = historyOf(oneTimeCodeOf(ADA, 'sign_in'));

type Data = Extract<OneTimeCodeEvent, { type: 'CodeSent' }>['data'];

function data(changed: Partial<Data> = {}): Data {
  return {
    user_id: ADA,
    user_revision: 3,
    code_id: ID,
    purpose: 'sign_in',
    channel: 'email',
    factor_id: null,
    phone: null,
    request: 'browser',
    sent_at: BEGINNING.toISOString(),
    expires_at: after(10 * MINUTE).toISOString(),
    tries: 0,
    sends: 1,
    sends_since: BEGINNING.toISOString(),
    resends: 0,
    ...changed,
  };
}

const sent = (changed: Partial<Data> = {}): OneTimeCodeEvent => ({ type: 'CodeSent', data: data(changed) });
const tried = (tries: number): OneTimeCodeEvent => ({ type: 'CodeTried', data: data({ tries }) });
const spent = (usedFor: string = SESSION): OneTimeCodeEvent => ({
  type: 'CodeSpent',
  data: { ...data(), for: usedFor },
});

const send =
  (now: Date, request = 'browser') =>
  (state: OneTimeCode) => {
    const asked: CodeRequest = {
      id: ID,
      userId: ADA,
      userRevision: 3,
      purpose: 'sign_in',
      channel: 'email',
      factorId: null,
      phone: null,
      request,
      lifeMs: 10 * MINUTE,
    };
    return sendCode(state, asked, now);
  };

/** The code that a request gets, with what differs from the first one. */
const sentAt = (ms: number, changed: Partial<Data>) =>
  sent({ sent_at: after(ms).toISOString(), expires_at: after(ms + 10 * MINUTE).toISOString(), ...changed });

describe('codes that are sent to a person', () => {
  test('the first code is sent at once', () => {
    given().when(send(BEGINNING)).then(sent());
  });

  test('the pauses of a request double: 30, 60, 120 seconds, up to an hour', () => {
    expect([0, 1, 2, 3, 10].map(pauseAfterSends)).toEqual([0, 30_000, 60_000, 120_000, 3_600_000]);
  });

  test('a request gets no second code within its pause', () => {
    given(sent())
      .when(send(after(29_000)))
      .thenNothing();
    given(sent())
      .when(send(after(30_000)))
      .then(sentAt(30_000, { sends: 2, resends: 1 }));
    given(sent({ resends: 1 }))
      .when(send(after(59_000)))
      .thenNothing();
  });

  test('another request needs no pause, so strangers keep no mail from the owner', () => {
    given(sent())
      .when(send(after(1000), 'another'))
      .then(sentAt(1000, { request: 'another', sends: 2 }));
  });

  test('an hour has ten codes, whoever asks for them', () => {
    const full = sent({ sends: MAX_SENDS });
    given(full)
      .when(send(after(59 * MINUTE), 'another'))
      .thenNothing();
    given(full)
      .when(send(after(60 * MINUTE), 'another'))
      .then(
        sentAt(60 * MINUTE, { request: 'another', sends: 1, sends_since: after(60 * MINUTE).toISOString() }),
      );
    const { state } = given(full);
    expect(nextSendAt(state, 'another', BEGINNING)).toEqual(after(60 * MINUTE));
  });

  test('the next code of a request has no further tries until the earlier one expires', () => {
    given(sent(), tried(4))
      .when(send(after(MINUTE)))
      .then(sentAt(MINUTE, { tries: 4, sends: 2, resends: 1 }));
    given(sent(), tried(4))
      .when(send(after(MINUTE), 'another'))
      .then(sentAt(MINUTE, { request: 'another', sends: 2 }));
    given(sent(), tried(4))
      .when(send(after(10 * MINUTE)))
      .then(sentAt(10 * MINUTE, { sends: 2, resends: 1 }));
  });

  test('a code has five tries, which count before the comparison', () => {
    given(sent())
      .when((state) => tryCode(state, 'browser', BEGINNING))
      .then(tried(1));
    given(tried(4))
      .when((state) => tryCode(state, 'browser', BEGINNING))
      .then(tried(5));
    given(tried(5))
      .when((state) => tryCode(state, 'browser', BEGINNING))
      .then(InvalidCode);
  });

  test('another request tries nothing, and costs the code no try', () => {
    given(sent())
      .when((state) => tryCode(state, 'another', BEGINNING))
      .then(InvalidCode);
  });

  test('a code is used once, and a repeat for the same session changes nothing', () => {
    given(sent())
      .when((state) => spendCode(state, ID, SESSION, BEGINNING))
      .then(spent());
    given(spent())
      .when((state) => spendCode(state, ID, SESSION, BEGINNING))
      .thenNothing();
    given(spent())
      .when((state) => spendCode(state, ID, aSessionId(), BEGINNING))
      .then(InvalidCode);
    given(spent())
      .when((state) => tryCode(state, 'browser', BEGINNING))
      .then(InvalidCode);
  });

  test('a code works until it expires or is replaced', () => {
    const newer = codeIdSchema.parse('1f6e0c5d-7b38-4a92-8e4f-d5c0b9a31726');
    given(sent())
      .when((state) => spendCode(state, ID, SESSION, after(10 * MINUTE - 1)))
      .then(spent());
    given(sent())
      .when((state) => spendCode(state, ID, SESSION, after(10 * MINUTE)))
      .then(InvalidCode);
    given(sent({ code_id: newer }))
      .when((state) => spendCode(state, ID, SESSION, BEGINNING))
      .then(InvalidCode);
    given()
      .when((state) => tryCode(state, 'browser', BEGINNING))
      .then(InvalidCode);
  });
});
