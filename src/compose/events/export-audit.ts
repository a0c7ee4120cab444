import { publicForm } from '../../eventstore/public-form.js';
import { InvalidConfiguration } from '../../config/invalid-configuration.js';
import type { Config } from '../../config/config.js';
import { isEphemeral } from '../../domain/event-catalog.js';
import { START } from '../../eventstore/port.js';
import type { Position, StoredEvent } from '../../eventstore/port.js';
import type { Infrastructure } from '../infrastructure.js';
import { openExportFile, readManifest } from './export-file.js';
import type { ExportManifest } from './export-file.js';
import { EXPORT_FORMATS } from './export-lines.js';
import type { ExportFormat } from './export-lines.js';
import { logPosition } from './log-position.js';
import { withInfrastructure } from '../maintenance/with-infrastructure.js';

export interface ExportOptions {
  readonly out: string;
  readonly format: string;
  readonly gzip?: boolean;
  readonly from?: string;
  readonly to?: string;
}

const PAGE = 1000;

/**
 * Writes the history to a file, with a manifest beside it. If an earlier export to the file was interrupted, it goes on where
 * that one stopped.
 *
 * @throws InvalidConfiguration an option is malformed, or the file has another export
 */
export async function exportAudit(
  config: Config,
  options: ExportOptions,
  report: (line: string) => void,
): Promise<string> {
  const format = EXPORT_FORMATS[options.format];
  if (format === undefined)
    throw new InvalidConfiguration('--format must be jsonl, cloudevents, csv or leaves');
  return await withInfrastructure({ ...config, logLevel: 'silent' }, async (infrastructure) => {
    const asked = await newManifest(infrastructure, options);
    const start = readManifest(options.out) ?? asked;
    requireResumable(start, asked, options);
    const done = await write(infrastructure, options.out, format, start, report);
    return `${options.out} has ${String(done.count)} events, sha256 ${done.sha256}.`;
  });
}

/** @throws InvalidConfiguration the file has a complete export, or one of another format or range */
function requireResumable(start: ExportManifest, asked: ExportManifest, options: ExportOptions): void {
  const { out, from, to } = options;
  if (start.format !== asked.format || start.gzip !== asked.gzip)
    throw new InvalidConfiguration(`${out} has an export in another format; name another file`);
  const isOther =
    (from !== undefined && start.from !== asked.from) || (to !== undefined && start.to !== asked.to);
  if (isOther) throw new InvalidConfiguration(`${out} has an export of another range; name another file`);
  if (start.complete) throw new InvalidConfiguration(`${out} has a complete export; name another file`);
}

async function newManifest(
  { log: { store } }: Infrastructure,
  { format, gzip = false, from, to }: ExportOptions,
): Promise<ExportManifest> {
  const first = from === undefined ? START : await logPosition(store, from);
  const last = to === undefined ? await store.head() : await logPosition(store, to);
  const nothing = { position: first, count: 0, bytes: 0, sha256: '', complete: false };
  return { format, gzip, from: first, to: last, ...nothing };
}

async function write(
  { config, log: { store, codec } }: Infrastructure,
  path: string,
  format: ExportFormat,
  start: ExportManifest,
  report: (line: string) => void,
): Promise<ExportManifest> {
  const file = openExportFile(path, start);
  const toPublicForm = publicForm(codec, config.publicUrl);
  const linesOf = async (events: readonly StoredEvent[]) => {
    const published = await toPublicForm(events, true);
    const decoded = new Map((await codec.decode(events, true)).map((event) => [event.position, event]));
    return events
      .map((stored, i) => ({ stored, published: published[i], event: decoded.get(stored.position) }))
      .map(({ published: one, ...rest }) =>
        one === undefined ? '' : format.line({ published: one, ...rest }),
      )
      .join('');
  };
  try {
    if (start.bytes === 0 && format.header !== '')
      await file.add(format.header, { events: 0, position: start.position, complete: false });
    while (!file.manifest().complete) {
      const { position, to } = file.manifest();
      const page = await store.readAll({ after: position as Position, limit: PAGE });
      const events = page.filter(({ position: at }) => at <= to).filter(({ stream }) => !isEphemeral(stream));
      const last = page.at(-1)?.position ?? to;
      const complete = last >= to || page.length < PAGE;
      const reached = complete ? to : last;
      await file.add(await linesOf(events), { events: events.length, position: reached, complete });
      report(`${String(file.manifest().count)} events, position ${reached}`);
    }
    return file.manifest();
  } finally {
    file.close();
  }
}
