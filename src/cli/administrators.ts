import type { Command } from 'commander';
import { grantAdministrator } from '../compose/maintenance/grant-administrator.js';
import { run } from './run-command.js';

/** Adds the command that makes administrators. */
export function addAdministratorCommands(program: Command): void {
  program
    .command('grant-administrator')
    .argument('<user>', 'id of the user')
    .description('Makes a person an administrator, who has every permission.')
    .action(run((config, user: string) => grantAdministrator(config, user)));
}
