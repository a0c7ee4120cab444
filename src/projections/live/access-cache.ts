import { LRUCache } from 'lru-cache';
import type { UserId } from '../../domain/ids.js';
import { isPermission } from '../../domain/permissions.js';
import type { Permission } from '../../domain/permissions.js';
import { permissionsOf } from '../../domain/roles/access.js';
import type { AccessFacts } from '../../domain/roles/access.js';
import { administratorLists, holderOfStream } from '../../domain/roles/holders.js';
import { globalRoles } from '../../domain/roles/role-set.js';
import { userOfStream } from '../../domain/user/user.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { loadAccess } from '../../eventstore/folding/load-access.js';
import type { LiveFollower } from './live-subscription.js';

/** The permissions of a person, with the state that decides about them. */
export interface PersonAccess {
  readonly facts: AccessFacts;
  readonly permissions: ReadonlySet<string>;
  /** The permissions that routes of this service ask for. */
  readonly scopes: ReadonlySet<Permission>;
}

/** A cache of the permissions of people. */
export interface AccessCache extends LiveFollower {
  readonly find: (userId: UserId) => Promise<PersonAccess>;
  heard(time: number): void;
}

const MAX_PEOPLE = 10_000;
/** Time without news of the log after which permissions are no longer taken from memory. */
const MAX_SILENCE_MS = 2000;

/**
 * Creates a cache that loads the permissions of a person once, and again after an event that may change them. While it hears
 * nothing of the log, it loads them each time.
 */
export function accessCache(log: EventLog): AccessCache {
  const people = new LRUCache<UserId, PersonAccess>({ max: MAX_PEOPLE });
  /** Loads in progress. A change of their person removes them, and their result is not cached. */
  const loads = new Map<UserId, Promise<PersonAccess>>();

  let heardAt = -Infinity;

  async function load(userId: UserId): Promise<PersonAccess> {
    const facts = await loadAccess(log, userId);
    const permissions = permissionsOf(facts);
    return { facts, permissions, scopes: new Set([...permissions].filter(isPermission)) };
  }

  async function loadOnce(userId: UserId): Promise<PersonAccess> {
    const loading = load(userId);
    loads.set(userId, loading);
    try {
      const access = await loading;
      if (loads.get(userId) === loading) people.set(userId, access);
      return access;
    } finally {
      if (loads.get(userId) === loading) loads.delete(userId);
    }
  }

  function forget(userId: UserId): void {
    people.delete(userId);
    loads.delete(userId);
  }

  return {
    async find(userId) {
      if (performance.now() - heardAt > MAX_SILENCE_MS) return await load(userId);
      return people.get(userId) ?? (await (loads.get(userId) ?? loadOnce(userId)));
    },

    heard(time) {
      heardAt = time;
    },

    apply({ stream }) {
      const userId = userOfStream(stream) ?? holderOfStream(stream);
      if (userId !== null) forget(userId);
      // The roles of an organisation give nothing in the service.
      if (stream !== globalRoles.stream && !administratorLists.includes(stream)) return;
      people.clear();
      loads.clear();
    },
    evictExpired: () => undefined,
  };
}
