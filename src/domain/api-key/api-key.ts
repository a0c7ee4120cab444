import { personOfActor } from '../actor.js';
import type { Aggregate } from '../aggregate.js';
import { defineCategory } from '../category.js';
import { Erased } from '../event.js';
import type { Recorded } from '../event.js';
import type { OrganizationId, UserId } from '../ids.js';
import { apiKeyLifeEvents, apiKeyUseEvents } from './events.js';
import type { ApiKeyLifeEvent, ApiKeyUseEvent } from './events.js';
import { isPermission } from '../permissions.js';
import type { Permission } from '../permissions.js';

export interface Created {
  readonly status: 'created';
  readonly id: string;
  readonly name: string;
  /** The organisation that the key opens, and no other; null: it is a key of a service. */
  readonly organizationId: OrganizationId | null;
  readonly scopes: readonly Permission[];
  /** The first characters of the key, for display. */
  readonly prefix: string;
  readonly secretHash: string;
  readonly createdAt: Date;
  readonly expires: Date;
  /** The lifetime of the key. Each rotation starts it again. */
  readonly lifeMs: number;
  /** The previous secret. It is accepted until `until`. */
  readonly previous: { readonly secretHash: string; readonly until: Date } | null;
  readonly revokedAt: Date | null;
  /** The time at which the keys that this one created were revoked, and theirs. */
  readonly descendantsRevokedAt: Date | null;
  /** The actor that created the key: `service`, `api_key:<id>` or `user:<id>`. */
  readonly createdBy: string;
  /** The id of the key that created this one; null: another caller did. */
  readonly maker: string | null;
  /** The person behind the caller that created the key; null: there is none, or version 1 of the event does not tell. */
  readonly owner: UserId | null;
  readonly revision: number;
}

/** The credential of a service that calls the API. */
export type ApiKey = { readonly status: 'unknown' } | Created;

export const apiKeys = defineCategory({
  prefix: 'api_key',
  events: apiKeyLifeEvents,
  subject: 'stream_thing',
});

export const apiKeyUses = defineCategory({
  prefix: 'api_key_use',
  events: apiKeyUseEvents,
  subject: 'stream_thing',
  keepLast: 1,
});

export function apiKeyAt(id: string): Aggregate<ApiKey, ApiKeyLifeEvent> {
  return apiKeys.aggregate<ApiKey, ApiKeyLifeEvent>(id, {
    initial: { status: 'unknown' },
    evolve(key, event) {
      if (event.type === 'ApiKeyCreated') return created(id, event);
      return key.status === 'created' ? { ...key, ...changes(key, event), revision: event.revision } : key;
    },
  });
}

/** The time of a key's newest recorded use. Not every use is recorded. */
export function usesOf(id: string): Aggregate<Date | null, ApiKeyUseEvent> {
  return apiKeyUses.aggregate<Date | null, ApiKeyUseEvent>(id, {
    initial: null,
    evolve: (_, { occurredAt }) => occurredAt,
  });
}

const ACTOR = 'api_key:';

/** Returns the actor of the events that a key causes. */
export function actorOfKey(id: string): string {
  return ACTOR + id;
}

/** Returns the id of the key that an actor is, or null for any other actor. */
function keyOfActor(actor: string): string | null {
  return actor.startsWith(ACTOR) ? actor.slice(ACTOR.length) : null;
}

type Of<Type extends ApiKeyLifeEvent['type']> = Recorded<Extract<ApiKeyLifeEvent, { type: Type }>>;

function created(id: string, { data, occurredAt, actor, revision }: Of<'ApiKeyCreated'>): ApiKey {
  if (data.name instanceof Erased || data.secret_hash instanceof Erased) return { status: 'unknown' };
  const expires = new Date(data.expires_at);
  return {
    status: 'created',
    id,
    name: data.name,
    organizationId: data.organization_id,
    scopes: data.scopes.filter(isPermission),
    prefix: data.prefix,
    secretHash: data.secret_hash,
    createdAt: occurredAt,
    expires,
    lifeMs: expires.getTime() - occurredAt.getTime(),
    previous: null,
    revokedAt: null,
    descendantsRevokedAt: null,
    createdBy: actor,
    maker: keyOfActor(actor),
    owner: data.created_by ?? personOfActor(actor),
    revision,
  };
}

function changes(key: Created, event: Of<'ApiKeyRotated' | 'ApiKeyRevoked'>): Partial<Created> {
  if (event.type === 'ApiKeyRevoked') {
    const { occurredAt } = event;
    return {
      revokedAt: key.revokedAt ?? occurredAt,
      ...(event.data.descendants && { descendantsRevokedAt: occurredAt }),
    };
  }
  const { prefix, secret_hash: secretHash, expires_at: expires, previous_until: until } = event.data;
  if (secretHash instanceof Erased) return {};
  return {
    prefix,
    secretHash,
    expires: new Date(expires),
    previous: { secretHash: key.secretHash, until: new Date(until) },
  };
}
