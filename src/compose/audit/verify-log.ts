import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Pool } from 'pg';
import type { Checkpoint } from '../../audit/notes/checkpoint.js';
import { parseNoteVerifier, renamedVerifier } from '../../audit/notes/note-keys.js';
import { readNewestCheckpoint } from '../../audit/tree-tables.js';
import { describeVerdict } from '../../audit/verify/describe-verdict.js';
import { exportTree } from '../../audit/verify/export-tree.js';
import { exportedLeaves, storeLeaves } from '../../audit/verify/leaf-source.js';
import type { LeafSource } from '../../audit/verify/leaf-source.js';
import { exportedTree, openSigned, storedTree } from '../../audit/verify/signed-tree.js';
import type { VerifierOf } from '../../audit/verify/signed-tree.js';
import { verifyLog } from '../../audit/verify/verify-log.js';
import type { Verification } from '../../audit/verify/verify-log.js';
import type { Config } from '../../config/config.js';
import { START } from '../../eventstore/port.js';
import type { EventStore } from '../../eventstore/port.js';
import { Lifecycle } from '../../runtime/lifecycle.js';
import { createLogger } from '../../runtime/logger.js';
import { openPool } from '../../runtime/postgres/client.js';
import { openDatabase } from '../../runtime/postgres/open-database.js';
import { openLog } from '../event-log.js';
import { readManifest } from '../events/export-file.js';
import { locateDatabase } from '../infrastructure.js';
import { checkpointSigners } from '../notary.js';
import { databaseRefusal } from '../start/database-refusals.js';

/** The verification cannot run as requested. */
export class CannotVerify extends Error {
  override readonly name = 'CannotVerify';
}

/** The log is not the one that was signed. */
export class LogNotVerified extends Error {
  override readonly name = 'LogNotVerified';
}

export interface VerifyOptions {
  /** Path of a checkpoint. */
  readonly checkpoint?: string;
  /** Public key in the textual form of signed notes. */
  readonly key?: string;
  /** Folder of an exported tree. */
  readonly tiles?: string;
  /** Path of an export in the format `leaves`, which is verified without the database. */
  readonly fromExport?: string;
}

interface Opened {
  readonly pool: Pool;
  readonly store: EventStore;
  readonly secretKey: string;
}

const CONNECTIONS = 2;

/** Receives the findings, and how many leaves of how many are verified. */
export interface VerifyOutput {
  readonly report: (line: string) => void;
  readonly onProgress: (leaves: number, total: number | null) => void;
}

/**
 * Verifies the log, or an export of it, against the signed tree, and reports each difference. Changes nothing.
 *
 * @throws CannotVerify an option names something that cannot be read
 * @throws LogNotVerified the log or the tree was changed
 */
export async function verifyAudit(
  config: Config,
  options: VerifyOptions,
  output: VerifyOutput,
): Promise<string> {
  const { fromExport } = options;
  if (fromExport !== undefined) return await verifyExport(config, fromExport, options, output);
  return await withLog(config, async ({ pool, store, secretKey }) => {
    const verifierOf = options.key === undefined ? ownKey(secretKey) : givenKey(options.key);
    const tree =
      options.tiles === undefined ? await storedTree(pool) : await readTiles(options.tiles, verifierOf);
    return await verify({ log: storeLeaves(store), tree, verifierOf }, options, output);
  });
}

/** Verifies an exported file without the database. */
async function verifyExport(
  config: Config,
  path: string,
  options: VerifyOptions,
  output: VerifyOutput,
): Promise<string> {
  const { checkpoint, key, tiles } = options;
  if (key === undefined && config.secretKey === null)
    throw new CannotVerify('--from-export needs --key, unless SECRET_KEY is set.');
  if (checkpoint === undefined && tiles === undefined)
    throw new CannotVerify('--from-export needs --checkpoint or --tiles.');
  const verifierOf = key === undefined ? ownKey(config.secretKey ?? '') : givenKey(key);
  const tree = tiles === undefined ? null : await readTiles(tiles, verifierOf);
  return await verify({ log: openExport(path), tree, verifierOf }, options, output);
}

async function verify(
  parts: Pick<Verification, 'log' | 'tree' | 'verifierOf'>,
  { checkpoint }: VerifyOptions,
  { report, onProgress }: VerifyOutput,
): Promise<string> {
  const trusted = checkpoint === undefined ? null : await readTrusted(checkpoint, parts.verifierOf);
  const total = parts.tree?.size ?? trusted?.size ?? null;
  const verdict = await verifyLog({
    ...parts,
    trusted,
    onProgress: (leaves) => {
      onProgress(leaves, total);
    },
  });
  const findings = describeVerdict(verdict, trusted);
  for (const finding of findings) report(finding);
  if (findings.length > 0) throw new LogNotVerified('The log is not the one that was signed.');
  const { events, signed } = verdict;
  const covered = parts.tree === null ? (trusted?.size ?? 0) : signed;
  return `The log is the one that was signed: ${String(covered)} of ${String(events)} events are covered.`;
}

/** @throws CannotVerify the file is not a complete export of leaves */
function openExport(path: string): LeafSource {
  const manifest = readManifest(path);
  const isWhole = manifest === null || (manifest.complete && manifest.from === START);
  if (!existsSync(path) || !isWhole || (manifest !== null && manifest.format !== 'leaves'))
    throw new CannotVerify(
      '--from-export must be a complete export in the format leaves, from the start on.',
    );
  return exportedLeaves(path, manifest?.gzip ?? path.endsWith('.gz'));
}

/**
 * Writes the newest checkpoint and the tiles of its tree to a folder.
 *
 * @throws CannotVerify there is no checkpoint yet
 */
export async function exportSignedTree(config: Config, folder: string): Promise<string> {
  return await withLog(config, async ({ pool }) => {
    const newest = await readNewestCheckpoint(pool);
    if (newest === null) throw new CannotVerify('There is no checkpoint yet; a worker signs the first one.');
    await exportTree(pool, newest, folder);
    return `${folder} has the checkpoint of ${String(newest.size)} events, and its tiles.`;
  });
}

function ownKey(secretKey: string): VerifierOf {
  const signerOf = checkpointSigners(secretKey);
  return (origin) => signerOf(origin).verifier;
}

/** @throws CannotVerify */
function givenKey(text: string): VerifierOf {
  const verifier = parseNoteVerifier(text);
  if (verifier === null) throw new CannotVerify('--key must be a key such as GET /v1/audit/keys returns.');
  return (origin) => renamedVerifier(verifier, origin);
}

/** @throws CannotVerify */
async function readTrusted(path: string, verifierOf: VerifierOf): Promise<Checkpoint> {
  const note = await readFile(path, 'utf8').catch(() => '');
  const checkpoint = openSigned(note, verifierOf);
  if (checkpoint === null)
    throw new CannotVerify('--checkpoint must be a file with a checkpoint that is signed by this key.');
  return checkpoint;
}

/** @throws CannotVerify */
async function readTiles(folder: string, verifierOf: VerifierOf) {
  const tree = await exportedTree(folder, verifierOf);
  if (tree === null)
    throw new CannotVerify('--tiles must be an exported folder whose checkpoint is signed by this key.');
  return tree;
}

/** Opens the configured log without the checks of a start, which refuse a log that was changed. */
async function withLog(config: Config, task: (opened: Opened) => Promise<string>): Promise<string> {
  const lifecycle = new Lifecycle();
  const logger = createLogger(config.logLevel);
  try {
    const { url, secretKey } = await locateDatabase(config, logger, lifecycle);
    const database = await openDatabase(url, config.schemaPrefix).catch((error: unknown) => {
      throw databaseRefusal(error, 'DATABASE_URL');
    });
    const pool = openPool(database, { name: 'credence audit', max: CONNECTIONS });
    lifecycle.defer(() => pool.end());
    const store = await openLog(config.eventStoreDbUrl ?? database, logger);
    lifecycle.defer(() => store.stop());
    return await task({ pool, store, secretKey });
  } finally {
    await lifecycle.stop();
  }
}
