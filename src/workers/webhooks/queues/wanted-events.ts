import { subjectOf } from '../../../domain/event-catalog.js';
import { ALL_PERMISSIONS } from '../../../domain/permissions.js';
import type { Permission } from '../../../domain/permissions.js';
import { isOfLaterRelease, isReadableWith } from '../../../domain/public-events/public-types.js';
import { webhooks } from '../../../domain/webhook/webhook.js';
import type { Endpoint, WebhookFilter } from '../../../domain/webhook/webhook.js';
import type { StoredEvent } from '../../../eventstore/port.js';

const DEFAULT_SCOPES: ReadonlySet<Permission> = new Set<Permission>(['events:read']);
const EVERY_SCOPE: ReadonlySet<Permission> = new Set(ALL_PERMISSIONS);

/**
 * Tells whether an endpoint gets an event. Without a list of types it gets those that need no scope beside `events:read`;
 * the creation of the endpoint has checked the scopes of listed types. A test goes to its own endpoint alone, and passes its
 * filter.
 *
 * @param narrower the types of a replay; empty: all types of the endpoint
 */
export function isWanted(
  event: Pick<StoredEvent, 'type' | 'stream' | 'metadata' | 'data'>,
  { id, types, filter }: Pick<Endpoint, 'id' | 'types' | 'filter'>,
  narrower: readonly string[] = [],
): boolean {
  if (narrower.length > 0 && !narrower.includes(event.type)) return false;
  if (event.type === 'WebhookTested') return webhooks.idOf(event.stream) === id;
  if (types.length > 0 && !types.includes(event.type)) return false;
  if (!passes(event, filter)) return false;
  return isReadableWith(event, types.length === 0 ? DEFAULT_SCOPES : EVERY_SCOPE) || isOfLaterRelease(event);
}

/**
 * Tells whether an event changes an endpoint that was folded before it. Its successor with the new properties delivers the
 * events after it.
 */
export function changesEndpoint(
  { stream, type, revision }: Pick<StoredEvent, 'stream' | 'type' | 'revision'>,
  endpoint: Pick<Endpoint, 'id' | 'revision'>,
): boolean {
  return type !== 'WebhookTested' && webhooks.idOf(stream) === endpoint.id && revision > endpoint.revision;
}

function passes(
  { stream, data, metadata }: Pick<StoredEvent, 'stream' | 'data' | 'metadata'>,
  { subjects, actors }: WebhookFilter,
): boolean {
  if (subjects.length > 0 && !subjects.includes(subjectOf(stream, data) ?? '')) return false;
  return actors.length === 0 || actors.includes(metadata['actor'] ?? '');
}
