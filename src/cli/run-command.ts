import { CannotRestart } from '../audit/restart/restart-tree.js';
import { PepperInUse } from '../compose/keys/peppers.js';
import { FormerKeyInUse } from '../compose/keys/rewrap.js';
import { CannotMigrate } from '../compose/maintenance/log-locations.js';
import { CannotScrub, UnreadableLedger } from '../compose/privacy/erasures.js';
import { CannotVerify, LogNotVerified } from '../compose/audit/verify-log.js';
import { Unhealthy } from '../compose/maintenance/unhealthy.js';
import { UnknownProjection } from '../compose/maintenance/find-projection.js';
import { RebuildRefused } from '../compose/maintenance/rebuild-refused.js';
import { LinesRefused } from '../compose/factors/import-factors.js';
import { StartRefused } from '../compose/start/start-refused.js';
import { AccountRefused } from '../compose/users/accounts.js';
import { UnreadableSource } from './users/formats/format.js';
import { readConfig } from '../config/config.js';
import type { Config } from '../config/config.js';
import { InvalidConfiguration } from '../config/invalid-configuration.js';
import { removeDriverVariables } from '../config/parsing/driver-variables.js';
import { LogsDiffer } from '../eventstore/copying/copy-log.js';
import { LogMismatch } from '../projections/engine/log-identity.js';
import { LogBehind } from '../projections/engine/stored-positions.js';
import { UnusableDataFolder } from '../runtime/embedded/data-folder.js';
import { FolderInUse } from '../runtime/embedded/folder-lock.js';
import { KeyManagementDenied, KeyManagementUnavailable } from '../security/keys/key-management.js';

/** Errors whose message names the remedy; they are printed without a stack trace. */
const EXPECTED = [
  InvalidConfiguration,
  StartRefused,
  FolderInUse,
  UnusableDataFolder,
  LogMismatch,
  LogBehind,
  CannotMigrate,
  LogsDiffer,
  UnknownProjection,
  RebuildRefused,
  Unhealthy,
  CannotVerify,
  LogNotVerified,
  UnreadableLedger,
  CannotScrub,
  KeyManagementDenied,
  KeyManagementUnavailable,
  FormerKeyInUse,
  PepperInUse,
  CannotRestart,
  LinesRefused,
  UnreadableSource,
  AccountRefused,
];

/** Returns an action that reads the configuration and runs a task. An error prints one line and sets exit code 1. */
export function run<Arguments extends string[]>(
  task: (config: Config, ...rest: Arguments) => Promise<string | null>,
) {
  return async (...rest: Arguments): Promise<void> => {
    try {
      removeDriverVariables(process.env);
      const result = await task(readConfig(process.env), ...rest);
      if (result !== null) print(`${result}\n`);
    } catch (error) {
      print(`credence: ${firstLine(error)}\n`);
      const isExpected = EXPECTED.some((expected) => error instanceof expected);
      if (!isExpected && /^(debug|trace)$/.test(process.env['LOG_LEVEL'] ?? '')) console.error(error);
      // A client of a store that is unavailable would otherwise keep the process alive with its retries.
      process.exit(1);
    }
  };
}

/** Returns the message of an error, or its name and code if it has none. */
function firstLine(error: unknown): string {
  if (!(error instanceof Error)) return 'unexpected failure; LOG_LEVEL=debug shows it';
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  const [line = ''] = error.message.split('\n');
  return line === '' ? `${error.name}${code}; LOG_LEVEL=debug shows more` : line;
}

/** Prints to standard error; standard output carries only the log, or the data that a command is for. */
export function print(text: string): void {
  process.stderr.write(text);
}
