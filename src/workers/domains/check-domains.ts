import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { checkDomain } from '../../commands/domains/check-domain.js';
import type { CommandDependencies } from '../../commands/dependencies.js';
import { repeat } from '../../runtime/concurrency/repeat.js';
import type { CheckOutcome, CountCheck } from './domain-metrics.js';
import { claimDueDomains, deleteOldChecks } from './due-domains.js';
import type { DueDomain } from './due-domains.js';

export interface DomainCheckParts extends Pick<
  CommandDependencies,
  'log' | 'now' | 'domainProof' | 'lookUpTxt'
> {
  readonly pool: Pool;
  readonly count: CountCheck;
  readonly logger: Logger;
}

/** Domains that are looked up at once. A lookup takes at most 5 seconds. */
const AT_ONCE = 10;
/** The time between two looks for due domains. */
const INTERVAL_MS = 3_600_000;

/**
 * Checks the verified domains whose last check is a day ago. Any number of processes may do so: one gets each domain.
 *
 * @param stopping ends the work after the domains that it has claimed
 */
export async function checkDomains(parts: DomainCheckParts, stopping: AbortSignal): Promise<void> {
  const { pool, now, count } = parts;
  await deleteOldChecks(pool, now());
  while (!stopping.aborted) {
    const due = await claimDueDomains(pool, now(), AT_ONCE);
    if (due.length === 0) return;
    for (const outcome of await Promise.all(due.map((domain) => check(parts, domain)))) count(outcome);
  }
}

/** A domain whose check fails is not due before the next day, so that it does not hold up the others. */
async function check(parts: DomainCheckParts, domain: DueDomain): Promise<CheckOutcome> {
  const cause = { commandId: randomUUID(), correlationId: randomUUID(), now: parts.now(), source: null };
  try {
    return await checkDomain(parts, domain, { ...cause, actor: 'system' });
  } catch (error) {
    parts.logger.warn({ err: error, domain: domain.id }, 'the check of a domain failed');
    return 'failed';
  }
}

/** Looks for due domains every hour. */
export function startDomainChecks(parts: DomainCheckParts): { stop(): Promise<void> } {
  return repeat((stopping) => checkDomains(parts, stopping), {
    pauseMs: INTERVAL_MS,
    onFailure: (error) => {
      parts.logger.warn({ err: error }, 'the check of domains failed; it tries again in an hour');
    },
  });
}
