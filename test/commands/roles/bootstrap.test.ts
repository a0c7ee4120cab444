import { beforeEach, expect, test } from '@jest/globals';
import { deactivate } from '../../../src/commands/accounts/deactivate.js';
import { bootstrapAdministrator } from '../../../src/commands/roles/bootstrap-administrator.js';
import type { UserId } from '../../../src/domain/ids.js';
import { ReauthenticationRequired, SessionOver } from '../../../src/domain/policies/active-session.js';
import { InvalidBootstrapSecret } from '../../../src/domain/roles/holder-decisions.js';
import { administrators } from '../../../src/domain/roles/holders.js';
import { UnknownUser } from '../../../src/domain/user/decisions.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';
import { loadState } from '../../../src/eventstore/folding/load-state.js';
import { aWorld, registeredAccount, verifiedAccount } from '../../support/domain/command-world.js';
import type { World } from '../../support/domain/command-world.js';
import { openSession } from '../../support/domain/open-session.js';
import { NOW } from '../../support/domain/user-history.js';
import { aCause } from '../../support/stores/memory/memory-log.js';

const SECRET = 'n5Yw0Rx3As8Uo2Ld9Mq6Ie4Gt7Hk1CbZ';

let world: World;

beforeEach(() => {
  world = aWorld();
});

async function attempt(userId: UserId, presented = SECRET, configured: string | null = SECRET, now = NOW) {
  const caller = await openSession(world, userId);
  return await bootstrapAdministrator(world, caller, { presented, configured }, aCause(now));
}

async function listAdministrators(): Promise<UserId[]> {
  return [...(await loadState(world.log, administrators)).users];
}

test('an unverified account, a stale session and a wrong secret make no administrator (RBAC-14, REG-9)', async () => {
  const { id: unverified } = await registeredAccount(world, emailAddress('bob@example.com'));
  await expect(attempt(unverified)).rejects.toThrow(UnknownUser);
  const { id } = await verifiedAccount(world);
  const later = new Date(NOW.getTime() + 16 * 60_000);
  await expect(attempt(id, SECRET, SECRET, later)).rejects.toThrow(ReauthenticationRequired);
  await expect(attempt(id, 'another')).rejects.toThrow(InvalidBootstrapSecret);
  await expect(attempt(id, '', null)).rejects.toThrow(InvalidBootstrapSecret);
  expect(await listAdministrators()).toEqual([]);
  await attempt(id);
  expect(await listAdministrators()).toEqual([id]);
});

test('an account that is closed during the request does not become the first administrator (RBAC-14)', async () => {
  const { id } = await verifiedAccount(world);
  const caller = await openSession(world, id);
  const secrets = { presented: SECRET, configured: SECRET };
  const [closed, made] = await Promise.allSettled([
    deactivate(world, id, {}, aCause(), null),
    bootstrapAdministrator(world, caller, secrets, aCause()),
  ]);
  const list = await listAdministrators();
  expect([closed.status, made.status, list]).toEqual(
    list.length === 0 ? ['fulfilled', 'rejected', []] : ['rejected', 'fulfilled', [id]],
  );
  await expect(attempt(id)).rejects.toThrow(list.length === 0 ? SessionOver : InvalidBootstrapSecret);
});
