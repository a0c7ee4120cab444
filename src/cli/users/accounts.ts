import type { Command } from 'commander';
import { createAccount, deactivateAccount, listAccounts, showAccount } from '../../compose/users/accounts.js';
import { seedUsers } from '../../compose/users/seed.js';
import { example } from '../help.js';
import { openProgressBar } from '../progress-bar.js';
import { print, run } from '../run-command.js';

const JSON_OPTION = ['--json', 'prints JSON, one object in each line'] as const;

interface Shown {
  readonly json?: boolean;
}

/** Adds the commands for single accounts. */
export function addAccountCommands(users: Command): void {
  users
    .command('create')
    .argument('<email>', 'address of the person')
    .option('--username <name>', 'name; by default the address before its @')
    .option('--verified', 'takes the address as verified')
    .option(...JSON_OPTION)
    .description('Opens an account without a password, which its person sets by a reset.')
    .addHelpText('after', example('credence users create --verified ada@example.com'))
    .action(async (email: string, options: Shown & { username?: string; verified?: boolean }) => {
      const account = { email, username: options.username ?? null, isVerified: options.verified === true };
      await run((config) => createAccount(config, account, shower(options)))();
    });
  users
    .command('show')
    .argument('<user>', 'id or address')
    .option(...JSON_OPTION)
    .description('Shows an account as the log has it, without secrets.')
    .addHelpText('after', example('credence users show ada@example.com'))
    .action(async (user: string, options: Shown) => {
      await run((config) => showAccount(config, user, shower(options)))();
    });
  users
    .command('list')
    .option(...JSON_OPTION)
    .description('Lists all accounts of the read model.')
    .addHelpText('after', example('credence users list --json'))
    .action(async (options: Shown) => {
      const show = options.json === true ? shower(options) : showRow;
      await run((config) => listAccounts(config, show))();
    });
  users
    .command('deactivate')
    .argument('<user>', 'id or address')
    .option('--reason <text>', 'reason, which the history shows')
    .option(...JSON_OPTION)
    .description('Ends the sessions of an account and refuses its sign-ins. Nothing is lost.')
    .addHelpText('after', example('credence users deactivate ada@example.com --reason "left the company"'))
    .action(async (user: string, options: Shown & { reason?: string }) => {
      await run((config) =>
        deactivateAccount(config, { user, reason: options.reason ?? null }, shower(options)),
      )();
    });
}

/** Adds the commands for a place to try things out. */
export function addDevelopmentCommands(program: Command): void {
  program
    .command('dev')
    .description('Fills a development service.')
    .command('seed')
    .option('--users <number>', 'number of accounts', '1000')
    .description('Opens made-up accounts, all with the same password. Never in production.')
    .addHelpText('after', example('credence dev seed --users 1000'))
    .action(async ({ users }: { users: string }) => {
      const onProgress = openProgressBar('accounts opened', print, process.stderr.isTTY);
      await run((config) => seedUsers(config, users, onProgress))();
    });
}

/** Returns a function that prints an object to standard output: as JSON, or a field in each line. */
function shower({ json }: Shown): (account: object) => void {
  if (json === true) return (account) => void process.stdout.write(`${JSON.stringify(account)}\n`);
  return (account) => {
    for (const [name, value] of Object.entries(account)) process.stdout.write(`${name}: ${String(value)}\n`);
  };
}

function showRow(row: { user_id: string; email: string; is_active: boolean; is_verified: boolean }): void {
  const states = [row.is_active ? 'active' : 'inactive', row.is_verified ? 'verified' : 'unverified'];
  process.stdout.write(`${row.user_id}  ${states.join(', ').padEnd(20)}  ${row.email}\n`);
}
