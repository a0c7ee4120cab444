import { importUsers as importBatch } from '../../commands/accounts/import/import-users.js';
import type { Candidate, ImportOutcome } from '../../commands/accounts/import/import-users.js';
import { importedUserId, userLine } from '../../commands/accounts/import/user-line.js';
import type { UserLine } from '../../commands/accounts/import/user-line.js';
import type { Config } from '../../config/config.js';
import type { FoldedStream } from '../../eventstore/folding/fold-cache.js';
import { emailClaimStreams } from '../../security/keys/claim-streams.js';
import { isWeakHash } from '../../security/passwords/hash-format.js';
import { factorImporter } from '../factors/import-factors.js';
import type { Infrastructure } from '../infrastructure.js';
import { withInfrastructure } from '../maintenance/with-infrastructure.js';
import { systemContext } from '../signing.js';
import { openImportReport, summaryOf } from './import-report.js';
import type { ImportReport } from './import-report.js';

/** Row of a source. */
export interface SourceRow {
  /** Place for the report, such as `line 7`. */
  readonly place: string;
  /** Input of `userLine`, not yet checked. */
  readonly user: unknown;
}

/** Accounts of another system. */
export interface UserSource {
  /** Name of the system, which its user ids belong to. */
  readonly name: string;
  /** Number of rows, or null if it is not known before they are read. */
  readonly total: number | null;
  readonly rows: AsyncIterable<SourceRow>;
}

export interface UserImportOptions {
  readonly isDryRun: boolean;
  readonly reportFile: string;
  readonly onProgress: (done: number, total: number | null) => void;
}

/** Accounts in one append: large enough for the speed of the log, small enough for the memory. */
const BATCH = 250;

interface Row {
  readonly place: string;
  readonly line: UserLine;
  readonly candidate: Candidate;
}

/**
 * Imports the accounts of a source. Rows that open no account are written to a report. A repeat continues an interrupted
 * import: accounts that exist stay as they are.
 */
export async function importUsers(
  config: Config,
  { name, total, rows }: UserSource,
  { isDryRun, reportFile, onProgress }: UserImportOptions,
): Promise<string> {
  return await withInfrastructure(config, async (infrastructure) => {
    const report = await openImportReport(reportFile);
    const importRows = batchImporter(infrastructure, report, isDryRun);
    const candidateOf = candidates(infrastructure, name);
    let batch: Row[] = [];
    let done = 0;
    for await (const { place, user } of rows) {
      const parsed = userLine.safeParse(user);
      if (parsed.success) batch.push({ place, line: parsed.data, candidate: candidateOf(parsed.data) });
      else await report.add({ place, id: idOf(user), outcome: 'invalid', reason: issuesOf(parsed.error) });
      done += 1;
      if (batch.length < BATCH) continue;
      await importRows(batch);
      batch = [];
      onProgress(done, total);
    }
    await importRows(batch);
    onProgress(done, total ?? done);
    await report.close();
    return `${isDryRun ? 'Dry run: ' : ''}${summaryOf(report.counts)}. ${reportFile} lists the rows that opened no account.`;
  });
}

/** Returns a function that turns lines into accounts of this service. */
function candidates({ masterSecret }: Infrastructure, source: string): (line: UserLine) => Candidate {
  const claimOf = emailClaimStreams(masterSecret);
  return ({
    id,
    email,
    username,
    password_hash: passwordHash,
    verified,
    active,
    registered_at: registeredAt,
  }) => ({
    userId: importedUserId(source, id),
    user: { email, claim: claimOf(email), username, passwordHash, verified, active, source, registeredAt },
  });
}

/** Returns a function that imports a batch and reports its rows. */
function batchImporter(
  infrastructure: Infrastructure,
  report: ImportReport,
  isDryRun: boolean,
): (rows: readonly Row[]) => Promise<void> {
  const { log, now } = infrastructure;
  const importFactors = factorImporter(infrastructure, isDryRun);
  // An import forgets each batch. A dry run has to know the accounts that it would have opened.
  const imagined = isDryRun ? new Map<string, FoldedStream>() : null;

  async function settle({ place, line, candidate }: Row, outcome: ImportOutcome): Promise<void> {
    const { id } = line;
    if (outcome === 'imported') {
      report.counts.imported += 1;
      if (line.password_hash !== null && isWeakHash(line.password_hash)) report.counts.weak += 1;
    } else if (outcome === 'unchanged')
      await report.add({ place, id, outcome, reason: 'the account exists' });
    else await report.add({ place, id, outcome: 'duplicate', reason: outcome });
    const isOpen = outcome === 'unchanged' || outcome === 'imported';
    if (!isOpen || !line.factors || (isDryRun && outcome === 'imported')) return;
    const refusal = await importFactors({ ...line.factors, user_id: candidate.userId });
    if (refusal !== null) await report.add({ place, id, outcome: 'without_factors', reason: refusal });
  }

  return async (rows) => {
    if (rows.length === 0) return;
    const cause = { ...systemContext(now), actor: 'operator' };
    const all = rows.map(({ candidate }) => candidate);
    const outcomes = await importBatch({ log }, all, imagined, cause);
    for (const [index, row] of rows.entries()) await settle(row, outcomes[index] ?? 'unchanged');
  };
}

function idOf(user: unknown): string | null {
  const id = typeof user === 'object' && user !== null && 'id' in user ? user.id : null;
  return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 256) : null;
}

/** Names the fields that are wrong, without their values: those are personal. */
function issuesOf({
  issues,
}: {
  readonly issues: readonly { path: PropertyKey[]; message: string }[];
}): string {
  return issues.map(({ path, message }) => [...path.map(String), message].join(' ')).join('; ');
}
