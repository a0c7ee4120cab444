import type { Command } from 'commander';
import { createAccount, deactivateAccount, listAccounts, showAccount } from '../../compose/users/accounts.js';
import { seedUsers } from '../../compose/users/seed.js';
import { example } from '../terminal/help.js';
import type { Terminal } from '../terminal/terminal.js';

/** Adds the commands for single accounts. */
export function addAccountCommands(users: Command, terminal: Terminal): void {
  users
    .command('create')
    .argument('<email>', 'address of the person')
    .option('--username <name>', 'name; by default the address before its @')
    .option('--verified', 'takes the address as verified')
    .description('Opens an account without a password, which its person sets by a reset.')
    .addHelpText('after', example('credence users create --verified ada@example.com'))
    .action(async (email: string, options: { username?: string; verified?: boolean }) => {
      const account = { email, username: options.username ?? null, isVerified: options.verified === true };
      await terminal.run((config) => createAccount(config, account, terminal.showFields))();
    });
  users
    .command('show')
    .argument('<user>', 'id or address')
    .description('Shows an account as the log has it, without secrets.')
    .addHelpText('after', example('credence users show ada@example.com'))
    .action(terminal.run((config, user: string) => showAccount(config, user, terminal.showFields)));
  users
    .command('list')
    .description('Lists all accounts of the read model.')
    .addHelpText('after', example('credence users list --json'))
    .action(terminal.run((config) => listAccounts(config, terminal.isJson ? terminal.showFields : showRow)));
  users
    .command('deactivate')
    .argument('<user>', 'id or address')
    .option('--reason <text>', 'reason, which the history shows')
    .description('Ends the sessions of an account and refuses its sign-ins. Nothing is lost.')
    .addHelpText('after', example('credence users deactivate ada@example.com --reason "left the company"'))
    .action(async (user: string, options: { reason?: string }) => {
      await terminal.run((config) =>
        deactivateAccount(config, { user, reason: options.reason ?? null }, terminal.showFields),
      )();
    });
}

/** Adds the commands for a place to try things out. */
export function addDevelopmentCommands(program: Command, terminal: Terminal): void {
  program
    .command('dev')
    .description('Fills a development service.')
    .command('seed')
    .option('--users <number>', 'number of accounts', '1000')
    .description('Opens made-up accounts, all with the same password. Never in production.')
    .addHelpText('after', example('credence dev seed --users 1000'))
    .action(async ({ users }: { users: string }) => {
      const onProgress = terminal.openProgressBar('accounts opened');
      await terminal.run((config) => seedUsers(config, users, onProgress))();
    });
}

function showRow(row: { user_id: string; email: string; is_active: boolean; is_verified: boolean }): void {
  const states = [row.is_active ? 'active' : 'inactive', row.is_verified ? 'verified' : 'unverified'];
  process.stdout.write(`${row.user_id}  ${states.join(', ').padEnd(20)}  ${row.email}\n`);
}
