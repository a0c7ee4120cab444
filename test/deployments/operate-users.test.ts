import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedUsers } from '../../src/compose/users/seed.js';
import { readConfig } from '../../src/config/config.js';
import { InvalidConfiguration } from '../../src/config/invalid-configuration.js';
import { runCli } from '../support/server/cli.js';
import { useStores } from '../support/stores/stores.js';
import type { TestStores } from '../support/stores/stores.js';

const LONG_MS = 300_000;

let stores: TestStores;

beforeAll(async () => {
  stores = await useStores();
});
afterAll(() => stores.dispose());

const run = (...args: string[]) => runCli(args, stores.environment);

test(
  'an operator opens, shows and deactivates an account by its address (CLI-1)',
  async () => {
    const created = await run('users', 'create', '--verified', '--json', 'ada@example.com');
    expect(created).toMatchObject({
      code: 0,
      output: expect.stringContaining('"is_verified":true,"has_password":false'),
    });
    const again = await run('users', 'create', 'ADA@example.com');
    expect(again).toEqual({ code: 1, output: 'credence: the account was not opened: email_taken\n' });
    const closed = await run('users', 'deactivate', 'ada@example.com', '--reason', 'left the company');
    expect(closed).toMatchObject({ code: 0, output: expect.stringContaining('is_active: false') });
    const shown = await run('users', 'show', 'ada@example.com');
    expect(shown).toMatchObject({ code: 0, output: expect.stringContaining('is_active: false') });
    const nobody = await run('users', 'show', 'bob@example.com');
    expect(nobody).toEqual({ code: 1, output: 'credence: there is no account with this id or address\n' });
    const malformed = await run('users', 'show', 'ada');
    expect(malformed).toMatchObject({
      code: 1,
      output: expect.stringContaining('id of a user or an email address'),
    });
    expect((await run('users', 'list')).output).toContain(' accounts.');
  },
  LONG_MS,
);

test(
  'made-up accounts are the same at each repeat, and never in production (CLI-1)',
  async () => {
    expect(await run('dev', 'seed', '--users', '30')).toMatchObject({
      code: 0,
      output: expect.stringContaining('30 accounts imported'),
    });
    expect((await run('dev', 'seed', '--users', '40')).output).toContain(
      '10 accounts imported, 30 existed already',
    );
    expect(await run('dev', 'seed', '--users', 'many')).toMatchObject({
      code: 1,
      output: expect.stringContaining('--users must be a number'),
    });
    const production = { ...readConfig(stores.environment), production: true };
    await expect(seedUsers(production, '1', () => undefined)).rejects.toThrow(InvalidConfiguration);
  },
  LONG_MS,
);
