import { randomUUID } from 'node:crypto';
import { decide } from '../../src/api/access/decide.js';
import { defineRole } from '../../src/commands/roles/define-role.js';
import { grantRole } from '../../src/commands/roles/grant-role.js';
import type { UserId } from '../../src/domain/ids.js';
import { emailAddress } from '../../src/domain/user/email-address.js';
import { accessCache } from '../../src/projections/live/access-cache.js';
import { memberCache } from '../../src/projections/live/member-cache.js';
import { aWorld, verifiedAccount } from '../../test/support/domain/command-world.js';
import type { World } from '../../test/support/domain/command-world.js';
import { NOW } from '../../test/support/domain/user-history.js';
import { aCause } from '../../test/support/stores/memory/memory-log.js';
import { get, openAccount, post, signIn } from '../account.js';
import { load } from '../load.js';
import { alternate } from '../measure.js';
import type { Measurement } from '../measure.js';
import type { Program } from '../programs/program.js';
import { SERVICE_TOKEN } from '../programs/programs.js';

/** An odd number, so that every person is asked for both permissions. */
const PEOPLE = 51;
const ROLES = 50;
const DECISIONS = 1_000_000;
/** Decisions with their reasons take longer, so fewer of them are measured. */
const EXPLAINED = 100_000;
const CLIENTS = 32;
const SECONDS = 4;
const WARM_UP_SECONDS = 2;
const ROUNDS = 2;
const SERVICE = { userId: null, person: null, authority: 'everything' } as const;
/** A permission that the last role gives, and one that no role gives. */
const ASKED = ['users:read', 'users:write'] as const;

/** Measures decisions about permissions: in this process, and over HTTP beside a bare Express app. */
export async function measureDecisions(service: Program, bare: Program): Promise<Measurement[]> {
  return [...(await measureInProcess()), await measureOverHttp(service, bare)];
}

/** Other programs on the machine prolong the time that passes, but not the processor time. */
async function measureInProcess(): Promise<Measurement[]> {
  const world = aWorld();
  const people = await openPeople(world);
  const cache = accessCache(world.log);
  cache.heard(Infinity);
  const feed = { knownPosition: () => Promise.resolve(null) };
  const findMember = memberCache(world.log, cache).find;
  const access = { find: cache.find, count: () => undefined, countImpersonation: () => undefined };

  const plain = await secondsOf(DECISIONS, async (i) => {
    const { permissions } = await cache.find(pick(people, i));
    return permissions.has(pick(ASKED, i));
  });
  const explained = await secondsOf(EXPLAINED, async (i) => {
    const evaluation = {
      subject: { type: 'user', id: pick(people, i) },
      action: { name: pick(ASKED, i) },
      resource: { type: 'order', id: '4711' },
    };
    return (await decide({ commands: world, feed, access, findMember }, evaluation, NOW)).decision;
  });
  return [
    {
      name: `${String(DECISIONS)} decisions about permissions in process: processor time`,
      value: plain,
      unit: 's',
      baseline: null,
      goal: '≤ 1',
      budget: 1,
    },
    {
      name: `decisions with their reasons in process, of people with ${String(ROLES)} roles`,
      value: EXPLAINED / explained,
      unit: '/s',
      baseline: null,
      goal: null,
    },
  ];
}

/** Opens accounts with roles that inherit one another, ten levels deep. */
async function openPeople(world: World): Promise<UserId[]> {
  for (let i = 0; i < ROLES; i += 1) {
    const inherits = i % 10 === 0 ? [] : [`role${String(i - 1)}`];
    const properties = { name: 'A role', description: '', permissions: i === 0 ? [ASKED[0]] : [], inherits };
    await defineRole(world, { key: `role${String(i)}`, ...properties }, SERVICE, aCause());
  }
  const people: UserId[] = [];
  for (let n = 0; n < PEOPLE; n += 1) {
    const { id } = await verifiedAccount(world, emailAddress(`${randomUUID()}@example.com`));
    for (let i = 0; i < ROLES; i += 1)
      await grantRole(world, { userId: id, role: `role${String(i)}`, reason: null }, SERVICE, aCause());
    people.push(id);
  }
  return people;
}

/** Returns the processor time of a number of decisions. Every second one is positive. */
async function secondsOf(count: number, decideOne: (i: number) => Promise<boolean>): Promise<number> {
  for (let i = 0; i < count / 10; i += 1) await decideOne(i);
  const before = process.cpuUsage();
  let positive = 0;
  for (let i = 0; i < count; i += 1) if (await decideOne(i)) positive += 1;
  const { user, system } = process.cpuUsage(before);
  if (positive !== count / 2)
    throw new Error(`${String(positive)} of ${String(count)} decisions are positive.`);
  return (user + system) / 1e6;
}

async function measureOverHttp({ url }: Program, bare: Program): Promise<Measurement> {
  const headers = { authorization: `Bearer ${SERVICE_TOKEN}` };
  const { access_token: token } = await signIn(url, await openAccount(url));
  const { user_id: id } = await get<{ user_id: string }>(`${url}/auth/access`, token);
  await post(`${url}/v1/roles`, { key: 'reader', name: 'Reader', permissions: [ASKED[0]] }, headers);
  const granted = await fetch(`${url}/v1/users/${id}/roles/reader`, {
    method: 'PUT',
    headers: { ...headers, 'content-type': 'application/json' },
    body: '{}',
  });
  if (!granted.ok) throw new Error(`The role was refused with ${String(granted.status)}.`);
  const evaluation = {
    subject: { type: 'user', id },
    action: { name: ASKED[0] },
    resource: { type: 'order', id: '4711' },
  };
  const body = () => evaluation;
  const asked = {
    url: `${url}/access/v1/evaluation`,
    method: 'POST',
    headers,
    body,
    clients: CLIENTS,
  } as const;
  const plain = { url: bare.url, method: 'POST', body, clients: CLIENTS } as const;
  for (const warmUp of [asked, plain]) await load({ ...warmUp, seconds: WARM_UP_SECONDS });
  const perSecond = (one: typeof asked | typeof plain) => async () =>
    (await load({ ...one, seconds: SECONDS })).perSecond;
  const { ours, baseline } = await alternate(ROUNDS, perSecond(asked), perSecond(plain));
  return {
    name: 'decisions about permissions over HTTP',
    value: ours,
    unit: '/s',
    baseline: { name: 'bare Express', value: baseline },
    goal: '≥ 3,000/s',
  };
}

function pick<Value>(values: readonly Value[], i: number): Value {
  const value = values[i % values.length];
  if (value === undefined) throw new Error('There is nothing to pick.');
  return value;
}
