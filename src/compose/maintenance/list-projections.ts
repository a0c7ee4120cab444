import type { Config } from '../../config/config.js';
import { readProgress, withLags } from '../../projections/engine/checkpoints.js';
import type { ReaderLag } from '../../projections/engine/checkpoints.js';
import { readRebuilds } from '../../projections/engine/rebuild/rebuilds.js';
import type { Rebuild } from '../../projections/engine/rebuild/rebuilds.js';
import { describeRebuild } from './describe-rebuild.js';
import { withInfrastructure } from './with-infrastructure.js';

/** Lists the readers of the log, with the versions that are beside read models. */
export async function listProjections(config: Config): Promise<string> {
  return await withInfrastructure(config, async ({ pool, log }) => {
    const [{ readers }, rebuilds] = [
      await withLags(log.store, await readProgress(pool)),
      await readRebuilds(pool),
    ];
    const width = Math.max(...readers.map(({ reader }) => reader.length));
    return readers
      .map((reader) =>
        lineOf(
          reader,
          width,
          rebuilds.find((rebuild) => rebuild.reader === reader.reader),
        ),
      )
      .join('\n');
  });
}

function lineOf({ reader, lag, parked }: ReaderLag, width: number, rebuild: Rebuild | undefined): string {
  const state = lag === 0 ? 'up to date' : `${String(Math.ceil(lag))} s behind`;
  const parkedText = parked === 0 ? '' : `, ${String(parked)} events parked`;
  const line = `${reader.padEnd(width)}  ${state}${parkedText}`;
  return rebuild === undefined ? line : `${line}\n${' '.repeat(width)}  ${describeRebuild(rebuild)}`;
}
