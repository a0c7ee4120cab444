import { describe, expect, test } from '@jest/globals';
import { requestIdFrom, spanIdOf, traceOf } from '../../src/runtime/tracing/trace-ids.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const ZEROS = '0'.repeat(32);

describe('the trace of a request', () => {
  test.each([
    ['01', true],
    ['00', false],
    ['03', true],
  ])('continues the trace of a caller with the flags %s', (flags, isSampled) => {
    const id = requestIdFrom(`00-${TRACE}-${SPAN}-${flags}`);
    expect(id).toBe(`${TRACE}-${SPAN}-${flags}`);
    expect(traceOf(id ?? '')).toEqual({ traceId: TRACE, caller: { spanId: SPAN, isSampled } });
  });

  test.each([
    undefined,
    '',
    'nonsense',
    `00-${ZEROS}-${SPAN}-01`,
    `00-${TRACE}-${ZEROS.slice(16)}-01`,
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
  ])('has no caller for the header %p', (header) => {
    expect(requestIdFrom(header)).toBeNull();
  });

  test('has the digits of a UUID', () => {
    expect(traceOf('4BF92F35-77b3-4da6-a3ce-929d0e0e4736')).toEqual({ traceId: TRACE, caller: null });
  });

  test.each(['an-id', '00000000-0000-0000-0000-000000000000', `${ZEROS}-${SPAN}-01`])(
    'is valid and always the same for the request id %s',
    (id) => {
      const { traceId, caller } = traceOf(id);
      expect(traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/);
      expect(traceOf(id).traceId).toBe(traceId);
      expect(caller).toBeNull();
    },
  );

  test('has one span for each work', () => {
    const ids = [spanIdOf('a', ''), spanIdOf('a', 'job'), spanIdOf('b', ''), spanIdOf('b', 'job')];
    expect(new Set(ids).size).toBe(4);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
  });
});
