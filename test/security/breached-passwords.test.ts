import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { breachCheck } from '../../src/security/passwords/breached-passwords.js';
import type { BreachOutcome } from '../../src/security/passwords/breached-passwords.js';
import { freePort } from '../support/server/free-port.js';
import { startRangeServer } from '../support/server/range-server.js';
import type { RangeServer } from '../support/server/range-server.js';

/** SHA-1 of `password` is 5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8 (FIPS 180-4). */
const SUFFIX = '1E4C9B93F3F0682250B6CF8331B7EE68FD8';
const OTHER = '0018A45C4D1DEF81644B54AB7F969B88D65';

let ranges: RangeServer;
let outcomes: BreachOutcome[];

beforeEach(async () => {
  ranges = await startRangeServer(['kolibri zaun', 'Zo\u00eb liked caf\u00e9s']);
  outcomes = [];
});
afterEach(() => ranges.stop());

async function isBreached(password: string, url = ranges.url): Promise<boolean> {
  return await breachCheck(url, (outcome) => outcomes.push(outcome))(password);
}

function answerWith(body: string): void {
  ranges.answerWith((response) => response.end(body));
}

describe('the breach check (REG-5)', () => {
  test('finds a password whose hash is in the range', async () => {
    expect(await isBreached('kolibri zaun')).toBe(true);
    expect(await isBreached('kolibri zaun 7')).toBe(false);
    expect(outcomes).toEqual(['breached', 'clean']);
  });

  test('finds a password in every spelling that NFC makes equal', async () => {
    expect(await isBreached('Zoe\u0308 liked cafe\u0301s')).toBe(true);
  });

  test('sends five characters of the hash and requests padding', async () => {
    await isBreached('password');
    expect(ranges.requests).toHaveLength(1);
    expect(ranges.requests[0]).toMatchObject({ path: '/range/5BAA6', headers: { 'add-padding': 'true' } });
    expect(JSON.stringify(ranges.requests)).not.toContain(SUFFIX.slice(0, 5));
  });

  test.each([
    ['alone', `${SUFFIX}:1`, true],
    ['among others', `${OTHER}:12\r\n${SUFFIX}:10434004\r\n`, true],
    ['in lower case with line feeds', `${OTHER}:12\n${SUFFIX}:3`.toLowerCase(), true],
    ['as padding', `${OTHER}:12\r\n${SUFFIX}:0`, false],
    ['not at all', `${OTHER}:12\r\n`, false],
  ])('handles a hash in the range %s', async (_, range, expected) => {
    answerWith(range);
    expect(await isBreached('password')).toBe(expected);
    expect(outcomes).toEqual([expected ? 'breached' : 'clean']);
  });
});

describe('a failed breach check accepts the password and is counted', () => {
  test.each<[string, (response: ServerResponse) => void]>([
    ['an error status', (response) => response.writeHead(500).end(`${SUFFIX}:1`)],
    ['404', (response) => response.writeHead(404).end(`${SUFFIX}:1`)],
    ['an HTML page', (response) => response.end('<html>Welcome to the hotel</html>')],
    ['a range with a malformed line', (response) => response.end(`${SUFFIX}:1\r\nand so on`)],
    ['an empty body', (response) => response.end('')],
    ['a redirect', (response) => response.writeHead(302, { location: ranges.url }).end()],
    ['an oversized range', (response) => response.end(`${OTHER}:12\r\n`.repeat(8000) + `${SUFFIX}:1`)],
    ['no response', () => undefined],
    ['a range that never ends', (response) => response.write(`${SUFFIX}:1\r\n`)],
    ['a broken connection', (response) => response.destroy()],
  ])('for %s', async (_, answer) => {
    ranges.answerWith(answer);
    const started = performance.now();
    expect(await isBreached('password')).toBe(false);
    expect(performance.now() - started).toBeLessThan(2500);
    expect(outcomes).toEqual(['failed']);
  });

  test('if the server is unreachable', async () => {
    expect(await isBreached('password', `http://127.0.0.1:${String(await freePort())}`)).toBe(false);
    expect(outcomes).toEqual(['failed']);
  });

  test('at once if 100 checks are running', async () => {
    ranges.answerWith(() => undefined);
    const check = breachCheck(ranges.url, (outcome) => outcomes.push(outcome));
    const waiting = Array.from({ length: 100 }, () => check('password'));
    expect(await check('password')).toBe(false);
    expect(outcomes).toEqual(['failed']);
    await Promise.all(waiting);
    ranges.answerWith((response) => response.end(`${SUFFIX}:1`));
    expect(await check('password')).toBe(true);
  });
});
