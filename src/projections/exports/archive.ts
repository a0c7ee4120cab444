import { Readable } from 'node:stream';
import type { Pool } from 'pg';
import { ZipFile } from 'yazl';
import type { UserId } from '../../domain/ids.js';
import type { LoggedEvent } from '../../eventstore/codec.js';
import type { EventLog } from '../../eventstore/event-log.js';
import { START } from '../../eventstore/port.js';
import type { Position } from '../../eventstore/port.js';
import { readHistory } from '../views/audit/query.js';
import { EXPORT_SCHEMA_PATH } from './document.js';
import type { ExportedMessage, ExportedState } from './document.js';
import { messageOf, sessionCollector, toExportedEvent } from './exported-event.js';
import { pageOf } from './page.js';

/** The data of a person, and the places that the rest of it is read from. */
export interface ArchiveSource {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly userId: UserId;
  readonly state: ExportedState;
  readonly publicUrl: string;
}

const PAGE = 500;

/** Streams a ZIP file with the document and a page that shows it. Only one page of the history is in memory. */
export async function* exportArchive(source: ArchiveSource): AsyncIterable<Buffer> {
  const zip = new ZipFile();
  const mtime = new Date(source.state.created_at);
  const failed = new Promise<never>((_, reject) => {
    zip.once('error', reject);
  });
  // A failure reaches the reader of the archive below.
  failed.catch(() => undefined);
  for (const [name, text] of [
    ['export.json', documentOf(source)],
    ['index.html', pageOf(source.state, historyOf(source))],
  ] as const) {
    const input = Readable.from(text);
    input.once('error', (error) => zip.emit('error', error));
    zip.addReadStream(input, name, { mtime, mode: 0o100600 });
  }
  zip.end();
  const output = zip.outputStream[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([output.next(), failed]);
    if (next.done === true) return;
    yield Buffer.from(next.value);
  }
}

/** Reads all events about the person, in log order. */
async function* historyOf({ pool, log, userId }: ArchiveSource): AsyncIterable<LoggedEvent> {
  let after: Position | null = START;
  while (after !== null) {
    const events: LoggedEvent[] = await readHistory(pool, log, userId, { after, limit: PAGE });
    yield* events;
    after = events.length === PAGE ? (events.at(-1)?.position ?? null) : null;
  }
}

/** Writes the JSON document member by member. */
async function* documentOf(source: ArchiveSource): AsyncIterable<string> {
  const { publicUrl, state, userId } = source;
  const head = { $schema: publicUrl + EXPORT_SCHEMA_PATH, version: 1, ...state };
  yield `${JSON.stringify(head).slice(0, -1)},"history":[`;
  const messages: ExportedMessage[] = [];
  const sessions = sessionCollector();
  let separator = '\n';
  for await (const event of historyOf(source)) {
    yield separator + JSON.stringify(toExportedEvent(event, userId));
    separator = ',\n';
    const message = messageOf(event);
    if (message !== null) messages.push(message);
    sessions.add(event);
  }
  yield `],"sessions":${JSON.stringify(sessions.list())},"messages":${JSON.stringify(messages)}}\n`;
}
