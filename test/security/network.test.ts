import { expect, test } from '@jest/globals';
import { networkOf } from '../../src/security/limits/network.js';

test.each([
  ['203.0.113.7', '::ffff:203.0.113.7'],
  ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'],
  ['2001:db8:1:2::1', '2001:0DB8:0001:0002:0000:0000:0000:0001'],
])('%s and %s are one source (LIM-5)', (one, other) => {
  expect(networkOf(one)).toBe(networkOf(other));
});

test.each([
  ['203.0.113.7', '203.0.113.8'],
  ['2001:db8:1:2::1', '2001:db8:1:3::1'],
  ['::1', '127.0.0.1'],
  ['', 'unknown'],
])('%s and %s are two sources (LIM-5)', (one, other) => {
  expect(networkOf(one)).not.toBe(networkOf(other));
});
