import { toEventJson } from '../../api/answers/event-json.js';
import { leafOf } from '../../audit/leaf.js';
import type { StoredEvent } from '../../eventstore/port.js';
import type { PublicEvent } from '../../eventstore/public-form.js';
import type { LoggedEvent } from '../../eventstore/codec.js';

/** A stored event with its public form, and with its decoded one unless this release cannot read it. */
export interface ExportedEvent {
  readonly stored: StoredEvent;
  readonly published: PublicEvent;
  readonly event: LoggedEvent | undefined;
}

/** A format of an export: the first line, and the line of each event. */
export interface ExportFormat {
  readonly header: string;
  line(exported: ExportedEvent): string;
}

const COLUMNS = [
  'position',
  'time',
  'type',
  'stream',
  'revision',
  'actor',
  'correlationid',
  'causationid',
  'data',
] as const;

/**
 * The formats of `credence audit export`. `jsonl` has the events as the audit answers with them, and `leaves` what the notary
 * has signed: personal fields are encrypted in it.
 */
export const EXPORT_FORMATS: Readonly<Record<string, ExportFormat>> = {
  jsonl: {
    header: '',
    line: ({ event, published }) =>
      `${JSON.stringify(event === undefined ? published : toEventJson(event))}\n`,
  },
  leaves: { header: '', line: ({ stored }) => `${leafOf(stored).toString()}\n` },
  cloudevents: { header: '', line: ({ published }) => `${JSON.stringify(published)}\n` },
  csv: {
    header: `${COLUMNS.join(',')}\r\n`,
    line: ({ published }) => `${COLUMNS.map((column) => quoted(published[column])).join(',')}\r\n`,
  },
};

/** Returns a field of a CSV file (RFC 4180). */
function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `"${text.replaceAll('"', '""')}"`;
}
