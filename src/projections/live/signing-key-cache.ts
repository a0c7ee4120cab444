import { keyring, phasesOf, signingKey } from '../../domain/signing-key/keyring.js';
import type { Keyring } from '../../domain/signing-key/keyring.js';
import { loadState } from '../../eventstore/load-state.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { openKeyPair } from '../../security/tokens/signing-keys.js';
import type { SigningKey, SigningKeys } from '../../security/tokens/signing-keys.js';
import type { LiveFollower } from './live-subscription.js';

/** The keyring as this process knows it. */
export interface SigningKeyCache extends SigningKeys, LiveFollower {
  /** Reads the keyring from the log: what was written before is known after. */
  readonly reload: () => Promise<void>;
  /** Since when the key that signs does, for the metric of its age. */
  readonly signsSince: () => Date;
}

interface Options {
  readonly log: EventLog;
  /** How long after its last signature a key is needed. */
  readonly tokenLifeMs: number;
  /** How long before it signs a key is published, which is how long others may keep what is published. */
  readonly leadMs: number;
  readonly onError: (error: unknown) => void;
}

/** A token may name a key that this process has not heard of yet; one that nobody has costs a look a second. */
const LOOK_AGAIN_MS = 1000;

/** Knows the keyring of the log. It is empty until `reload`. */
export function signingKeyCache({ log, tokenLifeMs, leadMs, onError }: Options): SigningKeyCache {
  let ring: Keyring = [];
  let opened = new Map<string, SigningKey>();
  let loading: Promise<void> | null = null;
  let lookedAt = 0;

  async function load(): Promise<void> {
    ring = await loadState(log, keyring);
    opened = new Map(ring.map((key) => [key.id, opened.get(key.id) ?? openKeyPair(key)]));
  }

  /** Whoever asks while the ring is being read waits for a reading that was begun after. */
  async function reload(): Promise<void> {
    lookedAt = Date.now();
    const before = loading;
    loading = (before ?? Promise.resolve()).catch(() => undefined).then(load);
    await loading;
  }

  function current(): { key: SigningKey; since: Date } {
    const stored = signingKey(ring, new Date());
    const key = opened.get(stored?.id ?? '');
    if (stored === undefined || key === undefined) throw new Error('There is no key to sign with.');
    return { key, since: stored.signsFrom };
  }

  /** The keys whose signatures count, or will. */
  function inUse(): SigningKey[] {
    const phases = phasesOf(ring, new Date(), tokenLifeMs);
    const isOver = (i: number) => phases[i] === 'retired' || phases[i] === 'withdrawn';
    return ring.flatMap(({ id }, i) => (isOver(i) ? [] : (opened.get(id) ?? [])));
  }

  return {
    reload,
    signing: () => current().key,
    signsSince: () => current().since,

    async find(id) {
      if (!opened.has(id) && Date.now() - lookedAt >= LOOK_AGAIN_MS) await reload();
      return inUse().find((key) => key.id === id) ?? null;
    },

    published: () => ({
      keys: inUse().flatMap(({ publicJwk }) => publicJwk ?? []),
      maxAgeSeconds: Math.floor(leadMs / 1000),
    }),

    apply({ stream }) {
      if (stream === keyring.stream) reload().catch(onError);
    },
    evictExpired: () => undefined,
  };
}
