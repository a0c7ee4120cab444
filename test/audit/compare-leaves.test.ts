import { describe, expect, test } from '@jest/globals';
import { compareLeaves } from '../../src/audit/verify/compare-leaves.js';

/** Yields the items in pages of three. */
async function* pages<Item>(items: readonly Item[]): AsyncGenerator<Item[]> {
  for (let start = 0; start < items.length; start += 3)
    yield await Promise.resolve(items.slice(start, start + 3));
}

async function compare(signed: readonly string[], found: readonly string[], start = 0) {
  const log = found.map((hash) => ({ hash, name: () => hash }));
  return await compareLeaves({
    signed: pages(signed),
    log: pages(log),
    start,
    size: start + signed.length,
  });
}

/** Names the differences in a short form: `changed 2 x`. */
async function differences(signed: string, found: string, start = 0): Promise<string[]> {
  return (await compare([...signed], [...found], start)).map((difference) => {
    const event = 'event' in difference ? ` ${difference.event.hash}` : '';
    const count = 'count' in difference ? ` ${String(difference.count)}` : '';
    return `${difference.kind} ${String(difference.index)}${event}${count}`;
  });
}

describe('the comparison of signed leaves with the log', () => {
  test.each([
    ['nothing in an untouched log', 'abcdef', 'abcdef', []],
    ['no new event after the signed ones', 'abcdef', 'abcdefgh', []],
    ['a changed event', 'abcdef', 'abXdef', ['changed 2 X']],
    ['a changed last event', 'abcdef', 'abcdeX', ['changed 5 X']],
    ['a removed event', 'abcdef', 'abdef', ['removed 2']],
    ['a removed event before new ones', 'abcdef', 'abdefgh', ['removed 2']],
    ['a removed first event', 'abcdef', 'bcdef', ['removed 0']],
    ['both events of a swap', 'abcdef', 'abdcef', ['moved 2 d', 'moved 3 c']],
    ['an inserted event', 'abcdef', 'abXcdef', ['inserted 2 X']],
    ['a truncated log', 'abcdef', 'abc', ['truncated 3 3']],
    ['a truncated log with new events', 'abcdef', 'abcX', ['changed 3 X', 'truncated 4 2']],
    ['another log', 'abcdef', 'uvwxyz', ['replaced 0']],
    ['an empty log', 'abcdef', '', ['truncated 0 6']],
    ['several changes', 'abcdefgh', 'aXcdfhg', ['changed 1 X', 'removed 4', 'moved 6 h', 'moved 7 g']],
  ])('it names %s', async (_, signed, found, expected) => {
    expect(await differences(signed, found)).toEqual(expected);
  });

  test('it counts from the index of its first leaf', async () => {
    expect(await differences('def', 'dXf', 3)).toEqual(['changed 4 X']);
  });

  test('it recognises a swap that is farther apart than it looks ahead', async () => {
    const signed = Array.from({ length: 300_000 }, (_, index) => String(index));
    const log = [...signed];
    [log[10], log[250_000]] = ['250000', '10'];
    expect((await compare(signed, log)).map(({ kind, index }) => [kind, index])).toEqual([
      ['moved', 10],
      ['moved', 250_000],
    ]);
  });

  test('it recognises a long run of removed events', async () => {
    const signed = Array.from({ length: 100_000 }, (_, index) => String(index));
    const found = await compare(signed, [...signed.slice(0, 100), ...signed.slice(9000)]);
    expect(found).toHaveLength(8900);
    expect(found.at(-1)).toEqual({ kind: 'removed', index: 8999 });
  });

  test('it stops after ten thousand differences', async () => {
    const signed = Array.from({ length: 30_000 }, (_, index) => String(index));
    const found = await compare(signed, ['0', ...signed.map((hash) => `x${hash}`)]);
    expect(found).toHaveLength(10_000);
  });
});
