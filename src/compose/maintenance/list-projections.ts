import type { Config } from '../../config/config.js';
import { readProgress, withLags } from '../../projections/engine/checkpoints.js';
import type { ReaderLag } from '../../projections/engine/checkpoints.js';
import { readRebuilds } from '../../projections/engine/rebuild/rebuilds.js';
import type { Rebuild } from '../../projections/engine/rebuild/rebuilds.js';
import type { Answer } from './answer.js';
import { describeRebuild } from './describe-rebuild.js';
import { withInfrastructure } from './with-infrastructure.js';

/** Lists the readers of the log, with the versions that are beside read models. */
export async function listProjections(config: Config): Promise<Answer> {
  return await withInfrastructure(config, async ({ pool, log }) => {
    const [{ readers }, rebuilds] = [
      await withLags(log.store, await readProgress(pool)),
      await readRebuilds(pool),
    ];
    const width = Math.max(...readers.map(({ reader }) => reader.length));
    const beside = ({ reader }: ReaderLag) => rebuilds.find((rebuild) => rebuild.reader === reader);
    const fields = readers.map((reader) => ({
      reader: reader.reader,
      position: reader.position,
      lag_seconds: reader.lag,
      parked_events: reader.parked,
      standby: beside(reader)?.state ?? null,
    }));
    return {
      text: readers.map((reader) => lineOf(reader, width, beside(reader))).join('\n'),
      fields: { readers: fields },
    };
  });
}

function lineOf({ reader, lag, parked }: ReaderLag, width: number, rebuild: Rebuild | undefined): string {
  const state = lag === 0 ? 'up to date' : `${String(Math.ceil(lag))} s behind`;
  const parkedText = parked === 0 ? '' : `, ${String(parked)} events parked`;
  const line = `${reader.padEnd(width)}  ${state}${parkedText}`;
  return rebuild === undefined ? line : `${line}\n${' '.repeat(width)}  ${describeRebuild(rebuild)}`;
}
