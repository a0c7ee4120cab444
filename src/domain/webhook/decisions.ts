import { DomainError } from '../domain-error.js';
import type { WebhookEvent } from './events.js';
import type { Endpoint, PauseReason, Webhook, WebhookProperties } from './webhook.js';

/** The endpoint does not exist or is deleted. */
export class UnknownWebhook extends DomainError {
  readonly code = 'unknown_webhook';
}

/** The service has as many endpoints as its operator allows. */
export class TooManyWebhooks extends DomainError {
  readonly code = 'webhook_limit';
}

/** The properties of a new endpoint. */
export interface NewWebhook extends WebhookProperties {
  /** The log position after which deliveries begin; null: the position of the creation. */
  readonly from: string | null;
}

/**
 * Creates an endpoint. A repeat changes nothing.
 *
 * @param hasRoom false if there are as many endpoints as allowed
 * @throws TooManyWebhooks
 */
export function createWebhook(
  webhook: Webhook,
  secret: string,
  { from, ...properties }: NewWebhook,
  hasRoom: boolean,
): WebhookEvent[] {
  if (webhook.status !== 'unknown') return [];
  if (!hasRoom) throw new TooManyWebhooks();
  return [{ type: 'WebhookCreated', data: { ...recorded(properties), secret, from } }];
}

/**
 * Changes some of the properties. The deliveries continue where they are.
 *
 * @throws UnknownWebhook
 */
export function changeWebhook(webhook: Webhook, changes: Partial<WebhookProperties>): WebhookEvent[] {
  const { url, description, contact, types, filter } = requireExisting(webhook);
  const before = recorded({ url, description, contact, types, filter });
  const after = recorded({ url, description, contact, types, filter, ...changes });
  return isSame(before, after) ? [] : [{ type: 'WebhookChanged', data: after }];
}

/**
 * Replaces the secret. The previous one signs as well for the overlap.
 *
 * @throws UnknownWebhook
 */
export function rotateWebhookSecret(
  webhook: Webhook,
  secret: string,
  overlapMs: number,
  now: Date,
): WebhookEvent[] {
  requireExisting(webhook);
  const until = new Date(now.getTime() + overlapMs).toISOString();
  return [{ type: 'WebhookSecretRotated', data: { secret, previous_until: until } }];
}

/** @throws UnknownWebhook */
export function pauseWebhook(webhook: Webhook, reason: PauseReason): WebhookEvent[] {
  const { status } = requireExisting(webhook);
  return status === 'paused' ? [] : [{ type: 'WebhookPaused', data: { reason } }];
}

/** @throws UnknownWebhook */
export function resumeWebhook(webhook: Webhook, from: 'pause' | 'now'): WebhookEvent[] {
  const { status } = requireExisting(webhook);
  return status === 'active' ? [] : [{ type: 'WebhookResumed', data: { from } }];
}

/** Deletes an endpoint. A repeat changes nothing. */
export function deleteWebhook(webhook: Webhook): WebhookEvent[] {
  if (webhook.status === 'unknown') throw new UnknownWebhook();
  return webhook.status === 'deleted' ? [] : [{ type: 'WebhookDeleted', data: {} }];
}

/** @throws UnknownWebhook */
export function testWebhook(webhook: Webhook): WebhookEvent[] {
  requireExisting(webhook);
  return [{ type: 'WebhookTested', data: {} }];
}

/**
 * Delivers the events of a range of the log again.
 *
 * @param types the types of these events; empty: all types of the endpoint
 * @throws UnknownWebhook
 */
export function replayWebhook(
  webhook: Webhook,
  range: { readonly from: string; readonly to: string; readonly types: readonly string[] },
): WebhookEvent[] {
  requireExisting(webhook);
  return [{ type: 'WebhookReplayed', data: { ...range, types: [...range.types] } }];
}

/** @throws UnknownWebhook */
export function retryDelivery(webhook: Webhook, eventId: string): WebhookEvent[] {
  requireExisting(webhook);
  return [{ type: 'WebhookDeliveryRetried', data: { event_id: eventId } }];
}

/** Returns the secrets that sign a delivery now, the newest first. */
export function signingSecrets({ secret, previous }: Endpoint, now: Date): string[] {
  return previous !== null && now < previous.until ? [secret, previous.secret] : [secret];
}

function recorded({ url, description, contact, types, filter }: WebhookProperties) {
  return {
    url,
    description,
    contact: contact ?? '',
    types: [...types],
    filter: { subjects: [...filter.subjects], actors: [...filter.actors] },
  };
}

function isSame(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function requireExisting(webhook: Webhook): Endpoint {
  if (webhook.status === 'unknown' || webhook.status === 'deleted') throw new UnknownWebhook();
  return webhook;
}
