import { waitFor } from '../clients/wait-for.js';
import { ask } from './log-rows.js';

const DUE = 'select from credence_outbox.outstanding_jobs where due_at < now() and failed_at is null';

/** Waits until the workers have done all jobs that are due. */
export async function waitForDueJobs(databaseUrl: string, timeoutMs?: number): Promise<void> {
  await waitFor(
    'no due job is outstanding',
    async () => (await ask(databaseUrl, DUE)).length === 0,
    timeoutMs,
  );
}
