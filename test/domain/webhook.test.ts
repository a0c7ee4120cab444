import { describe, expect, test } from '@jest/globals';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  pauseWebhook,
  replayWebhook,
  resumeWebhook,
  retryDelivery,
  rotateWebhookSecret,
  signingSecrets,
  testWebhook,
  TooManyWebhooks,
  UnknownWebhook,
} from '../../src/domain/webhook/decisions.js';
import type { WebhookEvent } from '../../src/domain/webhook/events.js';
import { webhookAt } from '../../src/domain/webhook/webhook.js';
import { historyOf } from '../support/domain/given-when-then.js';

const given = historyOf(webhookAt('8c4b1f27-5a90-4e6d-b3c8-2f71d9e05a64'));
const NOW = new Date('2026-01-01T00:00:00Z');
const HOUR_MS = 3_600_000;
const RANGE = { from: '10', to: '20', types: [] };
const EVENT = '1b6f0c72-3d95-4e8a-a1c4-9f27e5d80b36';

const wishes = {
  url: 'https://hooks.example.com/credence',
  description: 'Billing',
  contact: null,
  types: ['UserRegistered'],
  filter: { subjects: [], actors: [] },
  from: null,
};
const created: WebhookEvent = {
  type: 'WebhookCreated',
  data: { ...wishes, contact: '', secret: 'whsec_first' },
};
const rotated: WebhookEvent = {
  type: 'WebhookSecretRotated',
  data: { secret: 'whsec_second', previous_until: '2026-01-01T01:00:00.000Z' },
};
const paused: WebhookEvent = { type: 'WebhookPaused', data: { reason: 'gone' } };
const resumed: WebhookEvent = { type: 'WebhookResumed', data: { from: 'pause' } };
const deleted: WebhookEvent = { type: 'WebhookDeleted', data: {} };

describe('webhooks', () => {
  test('a repeated creation does nothing', () => {
    given()
      .when((webhook) => createWebhook(webhook, 'whsec_first', wishes, true))
      .then(created);
    given(created)
      .when((webhook) => createWebhook(webhook, 'whsec_other', wishes, false))
      .thenNothing();
  });

  test('a further endpoint than allowed is refused', () => {
    given()
      .when((webhook) => createWebhook(webhook, 'whsec_first', wishes, false))
      .then(TooManyWebhooks);
  });

  test('a change replaces the chosen properties, and a repeat changes nothing', () => {
    const changed: WebhookEvent = {
      type: 'WebhookChanged',
      data: {
        url: wishes.url,
        description: 'Billing',
        contact: 'ops@example.com',
        types: ['UserRegistered'],
        filter: { subjects: [], actors: ['service'] },
      },
    };
    const change = { contact: 'ops@example.com', filter: { subjects: [], actors: ['service'] } };
    given(created)
      .when((webhook) => changeWebhook(webhook, change))
      .then(changed);
    given(created, changed)
      .when((webhook) => changeWebhook(webhook, change))
      .thenNothing();
    expect(given(created, changed).state).toMatchObject(change);
  });

  test('both secrets sign during the overlap of a rotation, and only the new one after it (WHK-1)', () => {
    given(created)
      .when((webhook) => rotateWebhookSecret(webhook, 'whsec_second', HOUR_MS, NOW))
      .then(rotated);
    const { state } = given(created, rotated);
    if (state.status === 'unknown') throw new Error('The endpoint is unknown.');
    expect(signingSecrets(state, NOW)).toEqual(['whsec_second', 'whsec_first']);
    expect(signingSecrets(state, new Date(NOW.getTime() + HOUR_MS))).toEqual(['whsec_second']);
  });

  test('a pause and its end are recorded once', () => {
    given(created)
      .when((webhook) => pauseWebhook(webhook, 'gone'))
      .then(paused);
    given(created, paused)
      .when((webhook) => pauseWebhook(webhook, 'requested'))
      .thenNothing();
    given(created, paused)
      .when((webhook) => resumeWebhook(webhook, 'pause'))
      .then(resumed);
    given(created, paused, resumed)
      .when((webhook) => resumeWebhook(webhook, 'now'))
      .thenNothing();
    expect(given(created, paused).state).toMatchObject({ status: 'paused', pauseReason: 'gone' });
    expect(given(created, paused, resumed).state).toMatchObject({ status: 'active', pauseReason: null });
  });

  test('tests, replays and retries are recorded for an existing endpoint', () => {
    given(created).when(testWebhook).then({ type: 'WebhookTested', data: {} });
    given(created)
      .when((webhook) => replayWebhook(webhook, RANGE))
      .then({ type: 'WebhookReplayed', data: RANGE });
    given(created)
      .when((webhook) => retryDelivery(webhook, EVENT))
      .then({ type: 'WebhookDeliveryRetried', data: { event_id: EVENT } });
  });

  test('a deleted endpoint accepts no further command except its deletion', () => {
    given(created).when(deleteWebhook).then(deleted);
    given(created, deleted).when(deleteWebhook).thenNothing();
    given().when(deleteWebhook).then(UnknownWebhook);
    const others = [
      testWebhook,
      (webhook: Parameters<typeof testWebhook>[0]) => pauseWebhook(webhook, 'requested'),
      (webhook: Parameters<typeof testWebhook>[0]) => resumeWebhook(webhook, 'now'),
      (webhook: Parameters<typeof testWebhook>[0]) => rotateWebhookSecret(webhook, 'whsec_x', 0, NOW),
      (webhook: Parameters<typeof testWebhook>[0]) => replayWebhook(webhook, RANGE),
      (webhook: Parameters<typeof testWebhook>[0]) => retryDelivery(webhook, EVENT),
    ];
    for (const decide of others) given(created, deleted).when(decide).then(UnknownWebhook);
  });
});
