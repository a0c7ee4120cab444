import { open } from 'node:fs/promises';

/** Numbers of the rows of an import. */
export interface ImportCounts {
  imported: number;
  /** Rows whose account exists already. */
  unchanged: number;
  /** Rows whose address belongs to another account. */
  duplicate: number;
  invalid: number;
  /** Accounts that lack their second factors, because those are invalid. */
  without_factors: number;
  /** Imported accounts whose hash is fast to guess from. */
  weak: number;
}

/** Row that opened no account, or one without its factors. It has no address: the file is kept and sent around. */
interface ReportedRow {
  readonly place: string;
  readonly id: string | null;
  readonly outcome: 'unchanged' | 'duplicate' | 'invalid' | 'without_factors';
  readonly reason: string;
}

/** Counts rows, and writes those that opened no account to a file. */
export interface ImportReport {
  readonly counts: ImportCounts;
  add(row: ReportedRow): Promise<void>;
  close(): Promise<void>;
}

/** Opens the report, which replaces an earlier one of that name. */
export async function openImportReport(file: string): Promise<ImportReport> {
  const handle = await open(file, 'w', 0o600);
  const counts: ImportCounts = {
    imported: 0,
    unchanged: 0,
    duplicate: 0,
    invalid: 0,
    without_factors: 0,
    weak: 0,
  };
  return {
    counts,
    async add(row) {
      counts[row.outcome] += 1;
      await handle.write(`${JSON.stringify(row)}\n`);
    },
    close: () => handle.close(),
  };
}

/** Describes the counts in one line. */
export function summaryOf(counts: ImportCounts): string {
  const parts = [
    `${String(counts.imported)} accounts imported`,
    `${String(counts.unchanged)} existed already`,
    `${String(counts.duplicate)} duplicates`,
    `${String(counts.invalid)} invalid rows`,
    ...(counts.without_factors > 0
      ? [`${String(counts.without_factors)} accounts without their factors`]
      : []),
    ...(counts.weak > 0 ? [`${String(counts.weak)} with a weak hash (MD5 or SHA) until they sign in`] : []),
  ];
  return parts.join(', ');
}
