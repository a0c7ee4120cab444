import { randomUUID } from 'node:crypto';
import { organizationIdSchema } from '../../src/domain/ids.js';
import type { OrganizationId } from '../../src/domain/ids.js';
import { aUserId } from '../../test/support/domain/ids.js';
import { get, openAccount, post, send, signIn } from '../account.js';
import { withInfrastructure } from '../infrastructure.js';
import { median, percentile } from '../measure.js';
import type { Measurement } from '../measure.js';
import { addMembers, addOrganizations } from '../organizations.js';
import { SERVICE_TOKEN } from '../programs/programs.js';
import type { Program } from '../programs/program.js';
import type { Stores } from '../programs/programs.js';
import { millisecondsOf, waitForReadModels } from './growth.js';

const ROUNDS = 100;
/** Members of the organisation of the larger site. */
const MEMBERS = 10_000;
/** Organisations of a person who is in many, and in few. */
const [IN_MANY, IN_FEW] = [2_000, 2];
const GOAL = 'ratio ≤ 1.2';

/** A service, its stores, and the number of organisations in them. */
interface Site {
  readonly organizations: number;
  readonly stores: Stores;
  readonly service: Program;
}

/** Measures requests beside many organisations, in one of 10,000 members. Baseline: few organisations, by turns. */
export async function measureOrganizationGrowth(few: Site, many: Site): Promise<Measurement[]> {
  const small = await populate(few, 0);
  const large = await populate(many, MEMBERS);
  const measurements: Measurement[] = [];
  for (const [name, step] of Object.entries(STEPS)) {
    const times: { ours: number[]; baseline: number[] } = { ours: [], baseline: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      times.baseline.push(await millisecondsOf(await step(small)));
      times.ours.push(await millisecondsOf(await step(large)));
    }
    measurements.push({
      name: `${name}, ${String(many.organizations)} organisations`,
      value: median(times.ours),
      unit: 'ms',
      baseline: { name: `${String(few.organizations)} organisations`, value: median(times.baseline) },
      goal: GOAL,
    });
  }
  return [...measurements, ...(await measureMemberships(many, large.known))];
}

/** Measures a person in many organisations. Baseline: a person in few, by turns. */
async function measureMemberships(
  { service: { url }, stores }: Site,
  known: readonly OrganizationId[],
): Promise<Measurement[]> {
  const [busy, calm] = [await openPerson(url), await openPerson(url)];
  const memberships = [
    ...known.slice(0, IN_MANY).map((organizationId) => ({ organizationId, userId: busy.id })),
    ...known.slice(0, IN_FEW).map((organizationId) => ({ organizationId, userId: calm.id })),
  ];
  await withInfrastructure(stores, async (infrastructure) => {
    await addMembers(infrastructure.log, memberships);
    await waitForReadModels(infrastructure);
  });
  const requests = {
    'list of own organisations': ({ token }: Person) => get(`${url}/auth/organizations?limit=50`, token),
    'token for an organisation': (person: Person) =>
      post(`${url}/auth/organizations/${String(known[0])}/token`, {}, bearer(person)),
  };
  const measurements: Measurement[] = [];
  for (const [name, request] of Object.entries(requests)) {
    const times: { ours: number[]; baseline: number[] } = { ours: [], baseline: [] };
    for (let round = 0; round < ROUNDS; round += 1) {
      times.baseline.push(await millisecondsOf(() => request(calm)));
      times.ours.push(await millisecondsOf(() => request(busy)));
    }
    measurements.push({
      name: `${name}, a person in ${String(IN_MANY)}: p99`,
      value: percentile(times.ours, 99),
      unit: 'ms',
      baseline: { name: `a person in ${String(IN_FEW)}`, value: percentile(times.baseline, 99) },
      goal: GOAL,
    });
  }
  return measurements;
}

/** The people and the organisation that requests of a site are about. */
interface Setting {
  readonly url: string;
  readonly owner: Person;
  readonly member: Person;
  readonly organizationId: OrganizationId;
  /** Organisations that are in the log. */
  readonly known: readonly OrganizationId[];
}

interface Person {
  readonly id: ReturnType<typeof aUserId>;
  readonly email: string;
  readonly token: string;
}

async function populate(
  { service: { url }, stores, organizations }: Site,
  members: number,
): Promise<Setting> {
  const owner = await openPerson(url);
  const member = await openPerson(url);
  const founded = await post<{ id: string }>(`${url}/auth/organizations`, { name: 'Engines' }, bearer(owner));
  const organizationId = organizationIdSchema.parse(founded.id);
  const known = await withInfrastructure(stores, async (infrastructure) => {
    const ids = await addOrganizations(infrastructure.log, organizations);
    const others = Array.from({ length: members }, () => ({ organizationId, userId: aUserId() }));
    await addMembers(infrastructure.log, others);
    await waitForReadModels(infrastructure);
    return ids;
  });
  return { url, owner, member, organizationId, known };
}

async function openPerson(url: string): Promise<Person> {
  const account = await openAccount(url);
  const { access_token: token } = await signIn(url, account);
  const { user_id: id } = await get<{ user_id: string }>(`${url}/auth/me`, token);
  return { id: aUserId(id), email: account.email, token };
}

type Request = () => Promise<unknown>;

/** The measured requests. Each step prepares what it needs, and returns the request. */
const STEPS: Readonly<Record<string, (setting: Setting) => Promise<Request>>> = {
  found: ({ url, owner }) =>
    Promise.resolve(() => post(`${url}/auth/organizations`, { name: 'Looms' }, bearer(owner))),

  invite: (setting) => Promise.resolve(() => invite(setting, `${randomUUID()}@example.com`)),

  async accept(setting) {
    const { url, member, organizationId } = setting;
    await send('DELETE', `${url}/auth/organizations/${organizationId}`, {}, bearer(member)).catch(
      () => undefined,
    );
    const { id } = await invite(setting, member.email);
    return () => post(`${url}/auth/invitations/${id}/accept`, {}, bearer(member));
  },

  async assign({ url, owner, member, organizationId }) {
    const role = `${url}/v1/organizations/${organizationId}/members/${member.id}/roles/admin`;
    await send('DELETE', role, {}, bearer(owner));
    return () => send('PUT', role, {}, bearer(owner));
  },

  decide: ({ url, member, organizationId }) =>
    Promise.resolve(() =>
      post(
        `${url}/access/v1/evaluation`,
        {
          subject: { type: 'user', id: member.id },
          action: { name: 'members:read' },
          resource: { type: 'organization', id: organizationId },
        },
        { authorization: `Bearer ${SERVICE_TOKEN}` },
      ),
    ),
};

async function invite({ url, owner, organizationId }: Setting, email: string): Promise<{ id: string }> {
  return await post(`${url}/v1/organizations/${organizationId}/invitations`, { email }, bearer(owner));
}

function bearer({ token }: Person): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}
