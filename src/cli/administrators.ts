import type { Command } from 'commander';
import { grantAdministrator } from '../compose/maintenance/grant-administrator.js';
import { addRenamed, example } from './terminal/help.js';
import type { Terminal } from './terminal/terminal.js';

/** Adds the command that makes administrators. */
export function addAdministratorCommands(program: Command, terminal: Terminal): void {
  const admin = program.command('admin').description('Makes administrators.');
  addRenamed(
    { command: admin.command('grant'), former: program.command('grant-administrator', { hidden: true }) },
    (command) =>
      command
        .argument('<user>', 'id of the user')
        .description('Makes a person an administrator, who has every permission.')
        .addHelpText('after', example('credence admin grant 6f1c2b1e-5f0e-4a3b-9c7d-2f8f3c1f9a10'))
        .action(terminal.run((config, user: string) => grantAdministrator(config, user))),
  );
}
