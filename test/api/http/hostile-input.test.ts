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
import { hostileValue, NAUGHTY_STRINGS, almostValidBody } from '../../support/hostile/hostile-json.js';
import { useStores } from '../../support/stores/stores.js';
import type { TestStores } from '../../support/stores/stores.js';

/** Of what is costly, only every so many go all the way. */
const SPARSELY = 20;
const TEST_MS = 120_000;

let stores: TestStores;
let credence: Credence;
let targets: AttackTarget[];

beforeAll(async () => {
  stores = await useStores();
  const unlimited = Object.keys(RATE_LIMIT_RULES).map((name) => `${name}=999999/1s`);
  credence = await startCredence({ ...stores.environment, RATE_LIMITS: unlimited.join(',') });
  targets = await listAttackTargets(credence);
}, TEST_MS);

afterAll(async () => {
  await credence.stop();
  await stores.dispose();
});

const withBody = () => targets.filter(({ body }) => body !== null);

test(
  'REG-10, WEB-10 no naughty string in any field of a body makes anything fail',
  async () => {
    await forEachTarget(targets, async (target) => {
      const { body, costly } = target;
      if (body === null) return;
      const names = Object.entries(body.schema.properties ?? {})
        .filter(([, { type }]) => type === 'string')
        .map(([name]) => name);
      for (const [i, text] of NAUGHTY_STRINGS.entries()) {
        for (const [nth, name] of names.entries()) {
          if (costly && i % SPARSELY !== nth) continue;
          await expectNoServerError(credence, target, {
            body: encodeBody(body, { ...validFields(body), [name]: text }),
          });
        }
        if (!costly) continue;
        // With a field that nobody knows: what is checked is not carried out.
        const everywhere = Object.fromEntries([...names, 'is_admin'].map((name) => [name, text]));
        await expectNoServerError(credence, target, { body: encodeBody(body, everywhere) });
      }
    });
  },
  TEST_MS,
);

test(
  'REG-10, WEB-10 no naughty string in a path or a query makes anything fail',
  async () => {
    await forEachTarget(targets, async (target) => {
      for (const { name, in: place } of target.operation.parameters) {
        if (place === 'header') continue;
        for (const text of NAUGHTY_STRINGS) {
          const value = encodeURIComponent(text);
          // A client takes dots as steps of the path.
          if (place === 'query') await expectNoServerError(credence, target, { query: `?${name}=${value}` });
          else if (!/^\.{1,2}$/.test(text))
            await expectNoServerError(credence, target, { path: { [name]: value } });
        }
      }
    });
  },
  TEST_MS,
);

/** The headers that are kept or parsed. */
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
const THIRD = 3;
/** As the bytes that a client sends. No client sends control characters: `hostile-bytes.test.ts` does. */
const IN_HEADERS = NAUGHTY_STRINGS.map((text) => Buffer.from(text).toString('latin1')).filter(
  (text) => !/[^\t\x20-\x7e\x80-\xff]/.test(text),
);

test(
  'REG-10, WEB-10 no naughty string in a header that is kept or parsed makes anything fail',
  async () => {
    await forEachTarget(targets, async (target, nth) => {
      // Every header gets every string, and every operation every header: not each of each, which would take minutes.
      for (const [i, text] of IN_HEADERS.entries()) {
        if (i % THIRD !== nth % THIRD || (target.costly && i % SPARSELY !== 0)) continue;
        const header = HEADERS[(i + Math.floor(nth / THIRD)) % HEADERS.length];
        await expectNoServerError(credence, target, { headers: header?.(text) ?? {} });
      }
    });
  },
  TEST_MS,
);

const runs = ({ costly }: AttackTarget, many: number) => ({ numRuns: costly ? many / SPARSELY : many });

test(
  'REG-10, WEB-7, WEB-10 no JSON makes anything fail',
  async () => {
    await forEachTarget(withBody(), async (target) => {
      const holds = fc.asyncProperty(hostileValue, (body) => expectNoServerError(credence, target, { body }));
      await fc.assert(holds, runs(target, 100));
    });
  },
  TEST_MS,
);

test(
  'REG-8, REG-10, WEB-7, WEB-9 no JSON near to what is asked for makes anything fail',
  async () => {
    await forEachTarget(targets, async (target) => {
      if (target.body === null) return;
      const body = almostValidBody(target.body.schema);
      const holds = fc.asyncProperty(body, (text) => expectNoServerError(credence, target, { body: text }));
      await fc.assert(holds, runs(target, 200));
    });
  },
  TEST_MS,
);

test(
  'ADM-8, WEB-10 no cursor of whatever kind makes anything fail',
  async () => {
    const listing = targets.filter(({ operation }) =>
      operation.parameters.some(({ name }) => name === 'cursor'),
    );
    const key = fc.oneof(
      // A longer one would be refused as a header that is too long.
      hostileValue.filter((text) => text.length < 5000),
      fc.maxSafeInteger().map(String),
      fc.string({ unit: fc.constantFrom(...'0123456789abcdefz-') }).map((text) => JSON.stringify(text)),
    );
    await forEachTarget(listing, async (target) => {
      const holds = fc.asyncProperty(key, async (json) => {
        const query = `?cursor=${Buffer.from(json).toString('base64url')}`;
        await expectNoServerError(credence, target, { query });
      });
      await fc.assert(holds, { numRuns: 200 });
    });
  },
  TEST_MS,
);

test('LGS-3 every line of the log is one record, whatever was in the requests', () => {
  const lines = credence.output().split('\n');
  const log = lines.slice(
    lines.findIndex((line) => line.startsWith('{')),
    -1,
  );
  expect(log.length).toBeGreaterThan(1000);
  for (const line of log) expect(JSON.parse(line)).toMatchObject({ time: expect.stringMatching(/Z$/) });
});

test('WEB-10 after all of this it is the same process, which has taken in everything and complains of nothing', async () => {
  expect([credence.process.exitCode, credence.process.signalCode]).toEqual([null, null]);
  const { body } = await credence.call('GET', '/v1/projections', { token: SERVICE_TOKEN });
  expect(body.items.length).toBeGreaterThan(0);
  expect(body.items.filter(({ parked }) => parked !== 0)).toEqual([]);
  expect((await credence.call('GET', '/health/ready')).status).toBe(200);
  const complaints = credence.output().match(/^.*"level":[56]0.*$/gm);
  expect(complaints).toBeNull();
});
