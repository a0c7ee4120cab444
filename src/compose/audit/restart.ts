import { readFile, writeFile } from 'node:fs/promises';
import { CannotRestart, restartTree } from '../../audit/restart/restart-tree.js';
import type { Config } from '../../config/config.js';
import { withInfrastructure } from '../maintenance/with-infrastructure.js';
import { treeParts } from '../notary.js';

const LONGEST_REASON = 1000;

export interface RestartOptions {
  readonly reason: string;
  /** Path of a checkpoint from another place, such as the archive of a webhook. */
  readonly checkpoint?: string;
}

/**
 * Lets the notary sign again. Keeps a copy of the published checkpoint beside it.
 *
 * @throws CannotRestart
 */
export async function restartAudit(config: Config, { reason, checkpoint }: RestartOptions): Promise<string> {
  const text = reason.trim();
  if (text === '' || text.length > LONGEST_REASON)
    throw new CannotRestart('--reason must be a text of up to 1,000 characters.');
  // A file that cannot be read is no checkpoint, and is refused as such.
  const given = checkpoint === undefined ? null : await readFile(checkpoint, 'utf8').catch(() => '');
  return await withInfrastructure(config, async (infrastructure) => {
    const { file } = config.checkpoints.places;
    const parts = treeParts(infrastructure);
    // A worker may replace the file as soon as the tree has started anew.
    const published = await parts.publication?.latest();
    const { size, ended } = await restartTree(parts, text, given);
    const kept = file === null || published == null ? null : await keep(file, published);
    const copy = kept === null ? '' : ` The published checkpoint is kept in ${kept}.`;
    if (ended === null) return `The log has all ${String(size)} signed events, and goes on.${copy}`;
    return `The log ${ended} has ended with ${String(size)} events; ${config.checkpoints.origin} starts.${copy}`;
  });
}

/** Writes the published checkpoint beside its file. It is evidence about the former log. */
async function keep(file: string, published: string): Promise<string> {
  const copy = `${file}.${new Date().toISOString().replaceAll(':', '')}`;
  await writeFile(copy, published);
  return copy;
}
