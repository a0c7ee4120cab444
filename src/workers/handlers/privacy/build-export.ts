import { recordExport } from '../../../commands/privacy/complete-export.js';
import { exportsOf, personOfExports } from '../../../domain/export/exports.js';
import { loadState } from '../../../eventstore/folding/load-state.js';
import { causeOf, readCausingEvent } from '../job-kind.js';
import type { JobKind } from '../job-kind.js';

/** Builds the archive of an export. The mail with its link follows from the event that records it. */
export const buildExportJob: JobKind = {
  name: 'build-export',
  causedBy: { ExportRequested: () => 0 },
  async run({ log, now, storeArchive }, job) {
    const event = await readCausingEvent(log, job);
    const userId = personOfExports(job.stream);
    if (event?.type !== 'ExportRequested' || userId === null) return 'no export';
    const exports = await loadState(log, exportsOf(userId));
    if (exports.find(({ id }) => id === event.id)?.archive !== null) return 'already built';
    const archive = await storeArchive(userId, event.position);
    if (archive === null) return 'no account';
    const place = { userId, exportId: event.id };
    const isFirst = await recordExport({ log }, place, archive, causeOf(job, event, 'ready', now()));
    return isFirst ? 'built' : 'already built';
  },
};
