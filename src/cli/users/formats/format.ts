import type { SourceRow } from '../../../compose/users/import-users.js';

/** Options that only some formats use. */
export interface FormatOptions {
  /** Table of a database. */
  readonly table: string | null;
  /** File with the parameters of hashes. */
  readonly hashConfig: string | null;
  /** File with the key that decrypts the source. */
  readonly identity: string | null;
}

/** Rows of a source and their number, which is null if it is not known before they are read. */
export interface Rows {
  readonly total: number | null;
  readonly rows: AsyncIterable<SourceRow>;
}

/** Form in which another system exports its accounts. */
export interface UserFormat {
  /** Name for people. */
  readonly title: string;
  open(source: string, options: FormatOptions): Promise<Rows>;
}

/** The source cannot be read as its format. */
export class UnreadableSource extends Error {
  override readonly name = 'UnreadableSource';
}
