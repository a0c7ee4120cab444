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

/** Rotation of the keyring. */
export interface Rotation {
  readonly rules: RotationRules;
  /** A key is needed for this long after its last signature. */
  readonly tokenLifeMs: number;
  /** Reads the keyring again after a write of this process. */
  readonly reload: () => Promise<void>;
}

/** The keyring that signs access tokens. */
export interface Signing {
  readonly keys: SigningKeys;
  /** Null with a shared secret, which changes in the configuration only. */
  readonly rotation: Rotation | null;
  readonly followers: readonly LiveFollower[];
}

/** A process checks ten times in a rotation period whether the next key is due, within these bounds. */
const CHECKS_PER_ROTATION = 10;
const LONGEST_INTERVAL_MS = 60_000;
const SHORTEST_INTERVAL_MS = 500;

/** Opens the keyring, creates its first key if there is none, and rotates keys on schedule. */
export async function startSigning(
  { config, log, logger, now, registry }: Infrastructure,
  lifecycle: Lifecycle,
): Promise<Signing> {
  const { algorithm, secret, ttlMs, rotationMs, leadMs } = config.token;
  if (algorithm === 'HS256') return { keys: sharedSigningKeys(secret ?? ''), rotation: null, followers: [] };

  const rules = { algorithm, rotationMs, leadMs };
  const tokenLifeMs = ttlMs + TOKEN_TOLERANCE_MS;
  const onError = (error: unknown) => {
    logger.warn({ err: error }, 'signing key rotation failed; the next check retries');
  };
  const keys = signingKeyCache({ log, now, tokenLifeMs, leadMs, onError });
  const rotateIfDue = async () => {
    await rotateSigningKey({ log }, rules, 'due', systemContext(now));
    await keys.reload();
  };
  await rotateIfDue();
  const intervalMs = Math.min(
    LONGEST_INTERVAL_MS,
    Math.max(SHORTEST_INTERVAL_MS, rotationMs / CHECKS_PER_ROTATION),
  );
  const timer = setInterval(() => {
    rotateIfDue().catch(onError);
  }, intervalMs);
  lifecycle.defer(() => {
    clearInterval(timer);
    return Promise.resolve();
  });
  new Gauge({
    name: 'credence_signing_key_age_seconds',
    help: 'Age of the key that signs access tokens.',
    registers: [registry],
    collect() {
      this.set((now().getTime() - keys.signsSince().getTime()) / 1000);
    },
  });
  return { keys, rotation: { rules, tokenLifeMs, reload: keys.reload }, followers: [keys] };
}

/** Returns the context of a command that the system itself issues. */
export function systemContext(now: () => Date) {
  return {
    commandId: randomUUID(),
    correlationId: randomUUID(),
    actor: 'system',
    now: now(),
    source: null,
  };
}
