import { copyFile } from 'node:fs/promises';
import { CannotRestart, restartTree } from '../../audit/restart/restart-tree.js';
import type { Config } from '../../config/config.js';
import { hasCode } from '../../runtime/embedded/durable-file.js';
import { withInfrastructure } from '../maintenance/with-infrastructure.js';
import { treeParts } from '../notary.js';

const LONGEST_REASON = 1000;

/**
 * Lets the notary sign again. Keeps a copy of the published checkpoint beside it.
 *
 * @throws CannotRestart
 */
export async function restartAudit(config: Config, reason: string): Promise<string> {
  const text = reason.trim();
  if (text === '' || text.length > LONGEST_REASON)
    throw new CannotRestart('--reason must be a text of up to 1,000 characters.');
  return await withInfrastructure(config, async (infrastructure) => {
    const { file } = config.checkpoints.places;
    const kept = file === null ? null : await keep(file);
    const { size, ended } = await restartTree(treeParts(infrastructure), text);
    const copy = kept === null ? '' : ` The published checkpoint is kept in ${kept}.`;
    if (ended === null) return `The log has all ${String(size)} signed events, and goes on.${copy}`;
    return `The log ${ended} has ended with ${String(size)} events; ${config.checkpoints.origin} starts.${copy}`;
  });
}

/** Copies the published checkpoint, if this machine has it. It is evidence about the former log. */
async function keep(path: string): Promise<string | null> {
  const copy = `${path}.${new Date().toISOString().replaceAll(':', '')}`;
  try {
    await copyFile(path, copy);
    return copy;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}
