import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { SubjectKeys } from '../subject-keys.js';

/** Time within which every process forgets a destroyed key. */
const INTERVAL_MS = 1000;
/** A transaction that destroys keys may commit after a later one. */
const OVERLAP_MS = 15_000;

/** Index: erasures_by_destruction. */
const DESTROYED = `
  select subject from credence_keys.erasures
  where destroyed_at > clock_timestamp() - $1 * interval '1 millisecond'`;

/**
 * Removes the keys that other processes have destroyed from the memory of this one, once a second. After an
 * outage it looks back to the time before.
 *
 * @returns a function that ends it
 */
export function forgetDestroyedKeys(
  pool: Pool,
  keys: Pick<SubjectKeys, 'forget'>,
  logger: Logger,
): () => void {
  let busy = false;
  let looked = performance.now();
  async function look(): Promise<void> {
    const now = performance.now();
    const values = [now - looked + OVERLAP_MS];
    const { rows } = await pool.query<{ subject: string }>({
      name: 'destroyed-keys',
      text: DESTROYED,
      values,
    });
    keys.forget(rows.map(({ subject }) => subject));
    looked = now;
  }
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    look()
      .catch((error: unknown) => {
        logger.warn({ err: error }, 'destroyed keys not looked up');
      })
      .finally(() => {
        busy = false;
      });
  }, INTERVAL_MS);
  return () => {
    clearInterval(timer);
  };
}
