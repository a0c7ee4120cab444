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
import { CODE, codeData, codeSent, SENT_AT } from '../support/domain/code-events.js';
import { historyOf } from '../support/domain/given-when-then.js';
import { aSessionId } from '../support/domain/ids.js';
import { ADA } from '../support/domain/user-history.js';

const MINUTE = 60_000;
const after = (ms: number) => new Date(SENT_AT.getTime() + ms);
const SESSION = aSessionId();

const given = historyOf(oneTimeCodeOf(ADA, 'sign_in'));

const tried = (tries: number): OneTimeCodeEvent => ({ type: 'CodeTried', data: codeData({ tries }) });
const spent = (usedFor: string = SESSION): OneTimeCodeEvent => ({
  type: 'CodeSpent',
  data: { ...codeData(), for: usedFor },
});

const send =
  (now: Date, request = 'browser') =>
  (state: OneTimeCode) => {
    const asked: CodeRequest = {
      id: CODE,
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

/** The code of a further request, with its differences from the first one. */
const sentAt = (ms: number, changed: Parameters<typeof codeData>[0]) =>
  codeSent({ sends_since: SENT_AT.toISOString(), ...changed }, after(ms));

describe('codes that are sent to a person', () => {
  test('the first code is sent at once', () => {
    given().when(send(SENT_AT)).then(codeSent());
  });

  test('the pauses of a request double: 30, 60, 120 seconds, up to an hour', () => {
    expect([0, 1, 2, 3, 10].map(pauseAfterSends)).toEqual([0, 30_000, 60_000, 120_000, 3_600_000]);
  });

  test('a request gets no second code within its pause', () => {
    given(codeSent())
      .when(send(after(29_000)))
      .thenNothing();
    given(codeSent())
      .when(send(after(30_000)))
      .then(sentAt(30_000, { sends: 2, resends: 1 }));
    given(codeSent({ resends: 1 }))
      .when(send(after(59_000)))
      .thenNothing();
  });

  test('another request needs no pause, so strangers keep no mail from the owner', () => {
    given(codeSent())
      .when(send(after(1000), 'another'))
      .then(sentAt(1000, { request: 'another', sends: 2 }));
  });

  test('an hour has ten codes for all requests together', () => {
    const full = codeSent({ sends: MAX_SENDS });
    given(full)
      .when(send(after(59 * MINUTE), 'another'))
      .thenNothing();
    given(full)
      .when(send(after(60 * MINUTE), 'another'))
      .then(
        sentAt(60 * MINUTE, { request: 'another', sends: 1, sends_since: after(60 * MINUTE).toISOString() }),
      );
    const { state } = given(full);
    expect(nextSendAt(state, 'another', SENT_AT)).toEqual(after(60 * MINUTE));
  });

  test('the next code of a request has no further tries until the earlier one expires', () => {
    given(codeSent(), tried(4))
      .when(send(after(MINUTE)))
      .then(sentAt(MINUTE, { tries: 4, sends: 2, resends: 1 }));
    given(codeSent(), tried(4))
      .when(send(after(MINUTE), 'another'))
      .then(sentAt(MINUTE, { request: 'another', sends: 2 }));
    given(codeSent(), tried(4))
      .when(send(after(10 * MINUTE)))
      .then(sentAt(10 * MINUTE, { sends: 2, resends: 1 }));
  });

  test('a code has five tries, which count before the comparison', () => {
    given(codeSent())
      .when((state) => tryCode(state, 'browser', SENT_AT))
      .then(tried(1));
    given(tried(4))
      .when((state) => tryCode(state, 'browser', SENT_AT))
      .then(tried(5));
    given(tried(5))
      .when((state) => tryCode(state, 'browser', SENT_AT))
      .then(InvalidCode);
  });

  test('another request tries nothing, and costs the code no try', () => {
    given(codeSent())
      .when((state) => tryCode(state, 'another', SENT_AT))
      .then(InvalidCode);
  });

  test('a code is used once, and a repeat for the same session changes nothing', () => {
    given(codeSent())
      .when((state) => spendCode(state, CODE, SESSION, SENT_AT))
      .then(spent());
    given(spent())
      .when((state) => spendCode(state, CODE, SESSION, SENT_AT))
      .thenNothing();
    given(spent())
      .when((state) => spendCode(state, CODE, aSessionId(), SENT_AT))
      .then(InvalidCode);
    given(spent())
      .when((state) => tryCode(state, 'browser', SENT_AT))
      .then(InvalidCode);
  });

  test('a code works until it expires or is replaced', () => {
    const newer = codeIdSchema.parse('1f6e0c5d-7b38-4a92-8e4f-d5c0b9a31726');
    given(codeSent())
      .when((state) => spendCode(state, CODE, SESSION, after(10 * MINUTE - 1)))
      .then(spent());
    given(codeSent())
      .when((state) => spendCode(state, CODE, SESSION, after(10 * MINUTE)))
      .then(InvalidCode);
    given(codeSent({ code_id: newer }))
      .when((state) => spendCode(state, CODE, SESSION, SENT_AT))
      .then(InvalidCode);
    given()
      .when((state) => tryCode(state, 'browser', SENT_AT))
      .then(InvalidCode);
  });
});
