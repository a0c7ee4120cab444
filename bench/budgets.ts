/** The cost of a command for PostgreSQL, with everything that follows from it. */
export interface Cost {
  readonly statements: number;
  readonly transactions: number;
  readonly walKb: number;
}

/** The commands with a budget. */
export const COMMANDS = ['sign-up with its mail', 'sign-in again', 'refresh'] as const;
export type Command = (typeof COMMANDS)[number];

/** The highest cost of a lone command. The benchmark fails if a command exceeds its budget. */
export const BUDGETS: Readonly<Record<Command, Partial<Cost>>> = {
  'sign-up with its mail': { statements: 16, transactions: 6, walKb: 10 },
  'sign-in again': { statements: 12, transactions: 5 },
  refresh: { statements: 5, transactions: 2 },
};

/** The most WAL of a sign-up with its mail, together with the audit and the notary, which gather the events of many. */
export const LATER_WAL_KB = 12;
