import { CannotRestart } from '../../audit/restart/restart-tree.js';
import { PepperInUse } from '../../compose/keys/peppers.js';
import { FormerKeyInUse } from '../../compose/keys/rewrap.js';
import { CannotMigrate } from '../../compose/maintenance/log-locations.js';
import { CannotScrub, UnreadableLedger } from '../../compose/privacy/erasures.js';
import { CannotVerify, LogNotVerified } from '../../compose/audit/verify-log.js';
import { Unhealthy } from '../../compose/maintenance/doctor/unhealthy.js';
import { UnknownProjection } from '../../compose/maintenance/find-projection.js';
import { RebuildRefused } from '../../compose/maintenance/rebuild-refused.js';
import { LinesRefused } from '../../compose/factors/import-factors.js';
import { StartRefused } from '../../compose/start/start-refused.js';
import { AccountRefused } from '../../compose/users/accounts.js';
import { UnreadableSource } from '../users/formats/format.js';
import { InvalidConfiguration } from '../../config/invalid-configuration.js';
import { LogsDiffer } from '../../eventstore/copying/copy-log.js';
import { LogMismatch } from '../../projections/engine/log-identity.js';
import { LogBehind } from '../../projections/engine/stored-positions.js';
import { UnusableDataFolder } from '../../runtime/embedded/data-folder.js';
import { FolderInUse } from '../../runtime/embedded/folder-lock.js';
import { KeyManagementDenied, KeyManagementUnavailable } from '../../security/keys/key-management.js';

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

/** Returns true for an error that its message explains. */
export function isExpected(error: unknown): boolean {
  return EXPECTED.some((expected) => error instanceof expected);
}

/** Returns the message of an error, or its name and code if it has none. */
export function firstLine(error: unknown): string {
  if (!(error instanceof Error)) return 'unexpected failure; LOG_LEVEL=debug shows it';
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  const [line = ''] = error.message.split('\n');
  return line === '' ? `${error.name}${code}; LOG_LEVEL=debug shows more` : line;
}
