import { Command } from 'commander';
import { addAdministratorCommands } from './administrators.js';
import { addAuditCommands } from './audit.js';
import { addCompletionCommand } from './completion.js';
import { addErasureCommands } from './erasures.js';
import { addEventCommands } from './events.js';
import { addFactorCommands } from './factors.js';
import { example, PROGRAM_HELP } from './help.js';
import { addKeyCommands } from './keys.js';
import { addJobCommands, addSetupCommands } from './maintenance.js';
import { addProjectionCommands } from './projections.js';
import { addDevelopmentCommands } from './users/accounts.js';
import { addUserCommands } from './users/users.js';

/** Exit code of a command line that the program does not understand. */
const WRONG_USAGE = 2;

type Role = 'api' | 'projector' | 'worker';

/** Returns an action that runs roles of the service until a signal stops it. */
type Serve = (roles: readonly Role[]) => () => Promise<void>;

/** Returns the program with all its commands. Commands inherit the settings that stand before them. */
export function createProgram(serve: Serve): Command {
  const program = new Command('credence')
    .description('Event-sourced credential management.')
    .addHelpText('after', PROGRAM_HELP)
    .showHelpAfterError('Add --help to see the usage and an example.')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG_USAGE));

  program.commandsGroup('Run the service:');
  addRoleCommands(program, serve);
  program.commandsGroup('Set up and check:');
  addSetupCommands(program);
  addDevelopmentCommands(program);
  addCompletionCommand(program);
  program.commandsGroup('Maintain:');
  addProjectionCommands(program);
  addJobCommands(program);
  addKeyCommands(program);
  program.commandsGroup('Accounts:');
  addUserCommands(program);
  addAdministratorCommands(program);
  addFactorCommands(program);
  addErasureCommands(program);
  program.commandsGroup('Read and prove the log:');
  addEventCommands(program);
  addAuditCommands(program);
  return program;
}

function addRoleCommands(program: Command, serve: Serve): void {
  program
    .command('serve')
    .description('Starts the API, projector and worker roles in one process.')
    .addHelpText('after', example('credence serve'))
    .action(serve(['api', 'projector', 'worker']));
  program
    .command('api')
    .description('Starts the API role, which serves HTTP.')
    .addHelpText('after', example('credence api'))
    .action(serve(['api']));
  program
    .command('projector')
    .description('Starts the projector role, which maintains the read models.')
    .addHelpText('after', example('credence projector'))
    .action(serve(['projector']));
  program
    .command('worker')
    .description('Starts the worker role, which reacts to events and sends mail.')
    .addHelpText('after', example('credence worker'))
    .action(serve(['worker']));
}
