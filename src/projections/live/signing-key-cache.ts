import { keyring, phasesOf, signingKey } from '../../domain/signing-key/keyring.js';
import type { Keyring } from '../../domain/signing-key/keyring.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { openKeyPair } from '../../security/tokens/signing-keys.js';
import type { SigningKey, SigningKeys } from '../../security/tokens/signing-keys.js';
import type { LiveFollower } from './live-subscription.js';

/** A cache of the keyring. */
export interface SigningKeyCache extends SigningKeys, LiveFollower {
  /** Reads the keyring from the log, including all events that were appended before the call. */
  readonly reload: () => Promise<void>;
  /** Returns the time at which the current signing key started to sign. */
  readonly signsSince: () => Date;
}

interface Options {
  readonly log: EventLog;
  /** Reads the clock that the processes share. */
  readonly now: () => Date;
  /** Time for which a key verifies tokens after its last signature. */
  readonly tokenLifeMs: number;
  /** Time between the publication of a key and its first signature. Clients may cache the key set as long. */
  readonly leadMs: number;
  readonly onError: (error: unknown) => void;
}

/** Minimum time between two reloads for unknown key ids. The keyring may have a key that this process lacks. */
const RELOAD_MS = 1000;

/** Creates a cache of the keyring. It is empty until `reload`. */
export function signingKeyCache({ log, now, tokenLifeMs, leadMs, onError }: Options): SigningKeyCache {
  let ring: Keyring = [];
  let openKeys = new Map<string, SigningKey>();
  let loading: Promise<void> | null = null;
  let reloadedAt = -Infinity;

  async function load(): Promise<void> {
    ring = await loadState(log, keyring);
    openKeys = new Map(ring.map((key) => [key.id, openKeys.get(key.id) ?? openKeyPair(key)]));
  }

  /** A call during a load waits for that load and starts another one. */
  async function reload(): Promise<void> {
    reloadedAt = performance.now();
    const previous = loading;
    loading = (previous ?? Promise.resolve()).catch(() => undefined).then(load);
    await loading;
  }

  function current(): { key: SigningKey; since: Date } {
    const stored = signingKey(ring, now());
    const key = openKeys.get(stored?.id ?? '');
    if (stored === undefined || key === undefined) throw new Error('The keyring has no key to sign with.');
    return { key, since: stored.signsFrom };
  }

  /** Returns the keys that verify tokens now or later. */
  function usableKeys(): SigningKey[] {
    const phases = phasesOf(ring, now(), tokenLifeMs);
    const isUnusable = (i: number) => phases[i] === 'retired' || phases[i] === 'withdrawn';
    return ring.flatMap(({ id }, i) => (isUnusable(i) ? [] : (openKeys.get(id) ?? [])));
  }

  return {
    reload,
    signing: () => current().key,
    signsSince: () => current().since,

    async find(id) {
      if (!openKeys.has(id) && performance.now() - reloadedAt >= RELOAD_MS) await reload();
      return usableKeys().find((key) => key.id === id) ?? null;
    },

    published() {
      const { key: signing } = current();
      // Some verifiers try the keys in order and fail at a key of another type.
      const keys = [signing, ...usableKeys().filter((key) => key !== signing)];
      return {
        keys: keys.flatMap(({ publicJwk }) => publicJwk ?? []),
        maxAgeSeconds: Math.floor(leadMs / 1000),
      };
    },

    apply({ stream }) {
      if (stream === keyring.stream) reload().catch(onError);
    },
    evictExpired: () => undefined,
  };
}
