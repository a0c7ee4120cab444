import { Option } from 'commander';
import type { Command } from 'commander';
import { exportUsers } from '../../compose/users/export-users.js';
import { importUsers } from '../../compose/users/import-users.js';
import { example } from '../terminal/help.js';
import type { Terminal } from '../terminal/terminal.js';
import { UnreadableSource } from './formats/format.js';
import { addAccountCommands } from './accounts.js';
import { formatOf, USER_FORMATS } from './formats/formats.js';

interface ImportArguments {
  readonly format?: string;
  readonly source?: string;
  readonly table?: string;
  readonly hashConfig?: string;
  readonly identity?: string;
  readonly report: string;
  readonly dryRun?: boolean;
}

/** Adds the commands about accounts. */
export function addUserCommands(program: Command, terminal: Terminal): void {
  const users = program.command('users').description('Shows, changes, imports and exports accounts.');
  addAccountCommands(users, terminal);
  users
    .command('import')
    .argument('<source>', 'file, or postgres://… for the users table of another service')
    .addOption(
      new Option('--format <format>', 'format of the source, if its name does not tell').choices(
        Object.keys(USER_FORMATS),
      ),
    )
    .option(
      '--source <name>',
      'name of the other system, which its user ids belong to; the format by default',
    )
    .option('--table <name>', 'table of the database')
    .option('--hash-config <file>', 'parameters of the hashes of a Firebase project, as JSON')
    .option('--identity <file>', 'age identity that decrypts an export of Credence')
    .option('--report <file>', 'file for the rows that open no account', 'import-report.jsonl')
    .option('--dry-run', 'checks every row and writes only the report')
    .description(
      'Opens accounts with the passwords of another system. A repeat continues after an interruption.',
    )
    .addHelpText('after', example('credence users import --dry-run users.csv'))
    .action(async (source: string, options: ImportArguments) => {
      const onProgress = terminal.openProgressBar('accounts read');
      await terminal.run(async (config) => {
        const name = options.format ?? formatOf(source);
        const format = USER_FORMATS[name ?? ''];
        if (name === null || format === undefined)
          throw new UnreadableSource(`the format of ${source} is unknown; name it with --format`);
        const rows = await format.open(source, {
          table: options.table ?? null,
          hashConfig: options.hashConfig ?? null,
          identity: options.identity ?? null,
        });
        return await importUsers(
          config,
          { name: options.source ?? name, ...rows },
          { isDryRun: options.dryRun === true, reportFile: options.report, onProgress },
        );
      })();
    });
  users
    .command('export')
    .requiredOption('--recipient <key>', 'public key of the receiver, age1…')
    .requiredOption('--out <file>', 'the encrypted file; its signed manifest is beside it')
    .description('Writes all accounts with their hashes and second factors, readable for one receiver only.')
    .addHelpText('after', example('credence users export --recipient "$RECIPIENT" --out users.age'))
    .action(async ({ recipient, out }: { recipient: string; out: string }) => {
      const onProgress = terminal.openProgressBar('accounts exported');
      await terminal.run((config) => exportUsers(config, { recipient, out, onProgress }))();
    });
}
