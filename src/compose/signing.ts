import { randomUUID } from 'node:crypto';
import { Gauge } from 'prom-client';
import { rotateSigningKey } from '../commands/signing-keys/rotate-signing-key.js';
import type { RotationRules } from '../domain/signing-key/decisions.js';
import type { Infrastructure } from './infrastructure.js';
import type { LiveFollower } from '../projections/live/live-subscription.js';
import { signingKeyCache } from '../projections/live/signing-key-cache.js';
import { TOKEN_TOLERANCE_MS } from '../security/tokens/access-tokens.js';
import { sharedSigningKeys } from '../security/tokens/signing-keys.js';
import type { SigningKeys } from '../security/tokens/signing-keys.js';
import type { Lifecycle } from '../runtime/lifecycle.js';

/** How the keyring is kept. */
export interface Rotation {
  readonly rules: RotationRules;
  /** How long after its last signature a key is needed. */
  readonly tokenLifeMs: number;
  /** Lets this process know what was just written. */
  readonly reload: () => Promise<void>;
}

/** What access tokens are signed with. */
export interface Signing {
  readonly keys: SigningKeys;
  /** Null with a shared secret, which is changed in the configuration. */
  readonly rotation: Rotation | null;
  readonly learners: readonly LiveFollower[];
}

/** How often a process looks whether the next key is due: often enough for the shortest life of one. */
const LOOKS_IN_A_LIFE = 10;
const LOOK_AT_MOST_MS = 60_000;
const LOOK_AT_LEAST_MS = 500;

/** Opens the keyring, with a first key where there is none, and sees to it that keys are rotated in time. */
export async function startSigning(
  { config, log, logger, registry }: Infrastructure,
  lifecycle: Lifecycle,
): Promise<Signing> {
  const { algorithm, secret, ttlMs, rotationMs, leadMs } = config.token;
  if (algorithm === 'HS256') return { keys: sharedSigningKeys(secret ?? ''), rotation: null, learners: [] };

  const rules = { algorithm, rotationMs, leadMs };
  const tokenLifeMs = ttlMs + TOKEN_TOLERANCE_MS;
  const onError = (error: unknown) => {
    logger.warn({ err: error }, 'the keyring was not looked after; it will be');
  };
  const keys = signingKeyCache({ log, tokenLifeMs, leadMs, onError });
  const lookAfter = async () => {
    await rotateSigningKey({ log }, rules, 'due', aCauseOfOurOwn());
    await keys.reload();
  };
  await lookAfter();
  const every = Math.min(LOOK_AT_MOST_MS, Math.max(LOOK_AT_LEAST_MS, rotationMs / LOOKS_IN_A_LIFE));
  const timer = setInterval(() => {
    lookAfter().catch(onError);
  }, every);
  lifecycle.defer(() => {
    clearInterval(timer);
    return Promise.resolve();
  });
  new Gauge({
    name: 'credence_signing_key_age_seconds',
    help: 'How long the key that signs access tokens has done so.',
    registers: [registry],
    collect() {
      this.set((Date.now() - keys.signsSince().getTime()) / 1000);
    },
  });
  return { keys, rotation: { rules, tokenLifeMs, reload: keys.reload }, learners: [keys] };
}

/** Nobody has asked for it. */
export function aCauseOfOurOwn() {
  return {
    commandId: randomUUID(),
    correlationId: randomUUID(),
    actor: 'system',
    now: new Date(),
    source: null,
  };
}
