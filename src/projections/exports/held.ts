import { heldCategories } from '../../domain/data-catalog.js';
import type { HeldData } from '../../domain/data-catalog.js';
import type { RetentionTimes } from '../../domain/personal-data.js';
import type { HeldRow } from './document.js';

const DAY_MS = 86_400_000;

/** Personal data that is not in the log. */
const OTHER_STORES: readonly HeldRow[] = [
  {
    category: 'read model',
    description: 'The email address and the username of the account.',
    where: 'tables of accounts',
    purposes: ['To find accounts and to answer requests.'],
    keep: 'until the account is erased',
  },
  {
    category: 'jobs',
    description: 'Requests for mails that are not done yet, encrypted.',
    where: 'queue of jobs',
    purposes: ['To send the mails of the account.'],
    keep: 'until the job is done, or has failed after about a day',
  },
  {
    category: 'repeated requests',
    description: 'Answers to requests with an idempotency key, encrypted.',
    where: 'table of answers',
    purposes: ['To answer a repeated request without doing it twice.'],
    keep: '24 hours',
  },
  {
    category: 'limits',
    description: 'Counts of requests by pseudonyms of addresses and accounts.',
    where: 'table of counts, or Redis',
    purposes: ['To stop guessing and floods.'],
    keep: 'a minute to a day',
  },
  {
    category: 'export',
    description: 'The archive that this file is part of, encrypted.',
    where: 'table of archives',
    purposes: ['To let you download it.'],
    keep: 'until its download, or 24 hours',
  },
  {
    category: 'operation',
    description: 'Request logs with pseudonyms in place of addresses, and backups.',
    where: 'operator of the service',
    purposes: ['To find faults, and to recover from a loss.'],
    keep: 'as the operator states',
  },
];

/** Lists everything that is held about a person: where, for which purpose, and how long. */
export function heldRows(times: RetentionTimes): HeldRow[] {
  const inLog = heldCategories(times).flatMap(({ category, description, data }) =>
    // Integrations belong to the operator, and not to a person.
    category === 'integrations'
      ? []
      : data.map((held) => ({
          category,
          description: `${description} (${held.kind.replaceAll('_', ' ')})`,
          where: 'event log, encrypted',
          purposes: [...held.purposes],
          keep: endOf(held),
        })),
  );
  return [...inLog, ...OTHER_STORES];
}

function endOf({ retention, keepMs }: HeldData): string {
  if (keepMs !== null) return `${String(Math.round(keepMs / DAY_MS))} days after the end of its month`;
  return retention === 'replaced' ? 'until newer data replaces it' : 'until the account is erased';
}
