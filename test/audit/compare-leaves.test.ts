import { describe, expect, test } from '@jest/globals';
import { compareLeaves } from '../../src/audit/verify/compare-leaves.js';

const leaves = (letters: string) => [...letters];
const log = (letters: string) =>
  [...letters].map((hash, place) => ({ hash, id: hash, position: String(place) }));

/** Names the differences in a short form: `changed 2 x`. */
function differences(signed: string, found: string, start = 0): string[] {
  return compareLeaves(leaves(signed), log(found), start).map((difference) => {
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
  ])('it names %s', (_, signed, found, expected) => {
    expect(differences(signed, found)).toEqual(expected);
  });

  test('it counts from the index of its first leaf', () => {
    expect(differences('def', 'dXf', 3)).toEqual(['changed 4 X']);
  });
});
