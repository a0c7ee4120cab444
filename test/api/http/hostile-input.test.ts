import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RATE_LIMIT_RULES } from '../../../src/security/limits/rate-limit-rules.js';
import {
  validFields,
  forEachTarget,
  listAttackTargets,
  expectNoServerError,
  encodeBody,
} from '../../support/hostile/attack-targets.js';
import type { AttackTarget } from '../../support/hostile/attack-targets.js';
import { SERVICE_TOKEN, startCredence } from '../../support/server/credence.js';
import type { Credence } from '../../support/server/credence.js';
import { ATTACK_MS, chooseShare, numberOfRuns } from '../../support/hostile/strength.js';
import {
  hostileValue,
  INVALID_STRINGS,
  NAUGHTY_STRINGS,
  almostValidBody,
} from '../../support/hostile/hostile-json.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

/** For a costly operation, only one in this many inputs runs to the end. */
const COSTLY_SAMPLE = 20;
/** Each place takes a part of the strings, and the next place others, so that every kind of place meets every string. */
const isChosen = chooseShare();
/** Number of cases without an answer outside the OpenAPI document: `call` validates each answer (SDK-5). */
const LEAST_CASES = 10_000;

let stores: TestStores;
let credence: Credence;
let targets: AttackTarget[];

beforeAll(async () => {
  stores = await useStores();
  const unlimited = Object.keys(RATE_LIMIT_RULES).map((name) => `${name}=999999/1s`);
  credence = await startCredence({ ...stores.environment, RATE_LIMITS: unlimited.join(',') });
  targets = await listAttackTargets(credence);
}, ATTACK_MS);

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

const withBody = () => targets.filter(({ body }) => body !== null);

test(
  'no naughty string in a field of a body causes a server error (REG-10, WEB-10)',
  async () => {
    await forEachTarget(targets, async (target, place) => {
      const { body, costly } = target;
      if (body === null) return;
      const names = Object.entries(body.schema.properties ?? {})
        .filter(([, { type }]) => type === 'string')
        .map(([name]) => name);
      for (const [i, text] of NAUGHTY_STRINGS.entries()) {
        for (const [nth, name] of names.entries()) {
          const isTried = costly ? i % COSTLY_SAMPLE === nth : isChosen(i, nth, place);
          if (!isTried && !INVALID_STRINGS.includes(text)) continue;
          await expectNoServerError(credence, target, {
            body: encodeBody(body, { ...validFields(body), [name]: text }),
          });
        }
        if (!costly) continue;
        // The unknown field makes the request invalid, so that the costly work does not run.
        const everywhere = Object.fromEntries([...names, 'is_admin'].map((name) => [name, text]));
        await expectNoServerError(credence, target, { body: encodeBody(body, everywhere) });
      }
    });
  },
  ATTACK_MS,
);

test(
  'no naughty string in a path or a query causes a server error (REG-10, WEB-10)',
  async () => {
    await forEachTarget(targets, async (target, place) => {
      for (const [nth, { name, in: part }] of target.operation.parameters.entries()) {
        if (part === 'header') continue;
        for (const [i, text] of NAUGHTY_STRINGS.entries()) {
          if (!isChosen(i, nth, place)) continue;
          // A buffer replaces half of a surrogate pair, which has no percent-encoding.
          const value = encodeURIComponent(Buffer.from(text).toString());
          // Clients resolve dot segments before they send a path.
          if (part === 'query') await expectNoServerError(credence, target, { query: `?${name}=${value}` });
          else if (!/^\.{1,2}$/.test(text))
            await expectNoServerError(credence, target, { path: { [name]: value } });
        }
      }
    });
  },
  ATTACK_MS,
);

/** The headers that are stored or parsed. */
const HEADERS: readonly ((text: string) => Record<string, string>)[] = [
  (text) => ({ 'user-agent': text }),
  (text) => ({ 'x-request-id': text }),
  (text) => ({ 'idempotency-key': text }),
  (text) => ({ 'event-position': text }),
  (text) => ({ 'if-match': text }),
  (text) => ({ 'if-match': `"${text}"` }),
  (text) => ({ 'accept-language': text }),
  (text) => ({ traceparent: text }),
  (text) => ({ authorization: text }),
  (text) => ({ authorization: `Bearer ${text}` }),
  (text) => ({ authorization: '', cookie: text }),
  (text) => ({ cookie: `__Host-credence-access=${text}; __Host-credence-refresh=${text}` }),
];
/** The strings as bytes. `fetch` rejects control characters, so `hostile-bytes.test.ts` sends those. */
const IN_HEADERS = NAUGHTY_STRINGS.map((text) => Buffer.from(text).toString('latin1')).filter(
  (text) => !/[^\t\x20-\x7e\x80-\xff]/.test(text),
);

test(
  'no naughty string in a stored or parsed header causes a server error (REG-10, WEB-10)',
  async () => {
    await forEachTarget(targets, async (target, nth) => {
      // A random header for each string: all combinations would take an hour even in part.
      for (const [i, text] of IN_HEADERS.entries()) {
        if (target.costly ? i % COSTLY_SAMPLE !== 0 : !isChosen(i, nth)) continue;
        const header = HEADERS[Math.floor(Math.random() * HEADERS.length)];
        await expectNoServerError(credence, target, { headers: header?.(text) ?? {} });
      }
    });
  },
  ATTACK_MS,
);

const runs = ({ costly }: AttackTarget, tested: number) => ({
  numRuns: numberOfRuns(costly ? tested / COSTLY_SAMPLE : tested),
});

test(
  'no JSON causes a server error (REG-10, WEB-7, WEB-10)',
  async () => {
    await forEachTarget(withBody(), async (target) => {
      const holds = fc.asyncProperty(hostileValue, (body) => expectNoServerError(credence, target, { body }));
      await fc.assert(holds, runs(target, 40));
    });
  },
  ATTACK_MS,
);

test(
  'no JSON that is almost valid causes a server error (REG-8, REG-10, WEB-7, WEB-9)',
  async () => {
    await forEachTarget(targets, async (target) => {
      if (target.body === null) return;
      const body = almostValidBody(target.body.schema);
      const holds = fc.asyncProperty(body, (text) => expectNoServerError(credence, target, { body: text }));
      await fc.assert(holds, runs(target, 60));
    });
  },
  ATTACK_MS,
);

test(
  'no cursor causes a server error (ADM-8, WEB-10)',
  async () => {
    const listing = targets.filter(({ operation }) =>
      operation.parameters.some(({ name }) => name === 'cursor'),
    );
    const key = fc.oneof(
      // A longer key would exceed the limit of the headers.
      hostileValue.filter((text) => text.length < 5000),
      fc.maxSafeInteger().map(String),
      fc.string({ unit: fc.constantFrom(...'0123456789abcdefz-') }).map((text) => JSON.stringify(text)),
    );
    await forEachTarget(listing, async (target) => {
      const holds = fc.asyncProperty(key, async (json) => {
        const query = `?cursor=${Buffer.from(json).toString('base64url')}`;
        await expectNoServerError(credence, target, { query });
      });
      await fc.assert(holds, { numRuns: numberOfRuns(60) });
    });
  },
  ATTACK_MS,
);

test('every log line of at least 10,000 cases is one JSON record, whatever they contain (LGS-3, SDK-5)', () => {
  const lines = credence.output().split('\n');
  const log = lines.slice(
    lines.findIndex((line) => line.startsWith('{')),
    -1,
  );
  expect(log.length).toBeGreaterThan(LEAST_CASES);
  for (const line of log) expect(JSON.parse(line)).toMatchObject({ time: expect.stringMatching(/Z$/) });
});

test('the process survives all of these requests, without parked events or logged errors (WEB-10)', async () => {
  expect([credence.process.exitCode, credence.process.signalCode]).toEqual([null, null]);
  const { body } = await credence.call('GET', '/v1/projections', { token: SERVICE_TOKEN });
  expect(body.items.length).toBeGreaterThan(0);
  expect(body.items.filter(({ parked }) => parked !== 0)).toEqual([]);
  expect((await credence.call('GET', '/health/ready')).status).toBe(200);
  const errors = credence.output().match(/^.*"level":[56]0.*$/gm);
  expect(errors).toBeNull();
});
