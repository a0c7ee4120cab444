import { describe, expect, test } from '@jest/globals';
import { fold } from '../../src/domain/aggregate.js';
import {
  completeExport,
  downloadExport,
  ExportOver,
  exportStateOf,
  requestExport,
} from '../../src/domain/export/decisions.js';
import type { ExportEvent } from '../../src/domain/export/events.js';
import { exportsOf } from '../../src/domain/export/exports.js';
import type { Exports } from '../../src/domain/export/exports.js';
import { anEventId } from '../support/domain/ids.js';
import { ADA, NOW } from '../support/domain/user-history.js';

const HOUR = 3_600_000;
const REQUEST = anEventId();
const LINK = anEventId();
const archive = { id: '0f4d8b2a-6e1c-4937-a5d0-9b8c7e6f5a43', bytes: 7, expires: hoursLater(24) };

function hoursLater(hours: number): Date {
  return new Date(NOW.getTime() + hours * HOUR);
}

function exportsAfter(...events: ExportEvent[]): Exports {
  const aggregate = exportsOf(ADA);
  const recorded = events.map((event, revision) => ({
    ...event,
    id: event.type === 'ExportRequested' ? REQUEST : LINK,
    stream: aggregate.stream,
    revision,
    occurredAt: NOW,
    actor: 'system',
  }));
  return fold(aggregate, recorded);
}

const requested: ExportEvent = { type: 'ExportRequested', data: { by: 'user' } };
const building = exportsAfter(requested);
const ready = exportsAfter(requested, ...completeExport(building, REQUEST, archive));
const downloaded = exportsAfter(
  requested,
  ...completeExport(building, REQUEST, archive),
  ...downloadExport(ready, LINK, NOW),
);

describe('a request for an export', () => {
  test('is not repeated while an archive is being built', () => {
    expect(requestExport([], 'user', NOW)).toEqual([requested]);
    expect(requestExport(building, 'user', hoursLater(1))).toEqual([]);
    expect(requestExport(ready, 'admin', NOW)).toEqual([{ type: 'ExportRequested', data: { by: 'admin' } }]);
  });

  test('replaces one that was lost', () => {
    expect(requestExport(building, 'user', hoursLater(49))).toEqual([requested]);
  });

  test('is completed by one archive', () => {
    expect(completeExport(ready, REQUEST, archive)).toEqual([]);
    expect(completeExport([], REQUEST, archive)).toEqual([]);
  });
});

describe('the link to an archive (GDP-14)', () => {
  test('works once', () => {
    expect(downloadExport(ready, LINK, NOW)).toEqual([
      { type: 'ExportDownloaded', data: { export_id: REQUEST } },
    ]);
    expect(() => downloadExport(downloaded, LINK, NOW)).toThrow(ExportOver);
  });

  test('works for 24 hours', () => {
    expect(downloadExport(ready, LINK, new Date(hoursLater(24).getTime() - 1))).toHaveLength(1);
    expect(() => downloadExport(ready, LINK, hoursLater(24))).toThrow(ExportOver);
  });

  test('names an archive of this person', () => {
    expect(() => downloadExport(ready, REQUEST, NOW)).toThrow(ExportOver);
  });
});

test('the state of an export is visible (GDP-6)', () => {
  const statesOf = (exports: Exports, now = NOW) => exports.map((one) => exportStateOf(one, now));
  expect(statesOf(building)).toEqual(['building']);
  expect(statesOf(ready)).toEqual(['ready']);
  expect(statesOf(ready, hoursLater(24))).toEqual(['expired']);
  expect(statesOf(downloaded, hoursLater(24))).toEqual(['downloaded']);
});
