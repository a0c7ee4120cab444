import { Command } from 'commander';
import { addAdministratorCommands } from './administrators.js';
import { addAuditCommands } from './audit.js';
import { addCompletionCommand, COMPLETION } from './completion/completion.js';
import { addErasureCommands } from './erasures.js';
import { addEventCommands } from './events.js';
import { addFactorCommands } from './factors.js';
import { example, PROGRAM_HELP } from './terminal/help.js';
import { addKeyCommands } from './keys.js';
import { addJobCommands, addSetupCommands } from './maintenance.js';
import { addProjectionCommands } from './projections.js';
import { addDevelopmentCommands } from './users/accounts.js';
import type { Terminal } from './terminal/terminal.js';
import { addUserCommands } from './users/users.js';

/** Exit code of a command line that the program does not understand. */
const WRONG_USAGE = 2;

type Role = 'api' | 'projector' | 'worker';

/** Returns an action that runs roles of the service until a signal stops it. */
type Serve = (roles: readonly Role[]) => () => Promise<void>;

const JSON_OPTION = ['--json', 'prints messages and the result as JSON, one object in each line'] as const;

/** Returns the program with all its commands. Commands inherit the settings that stand before them. */
export function createProgram(serve: Serve, terminal: Terminal): Command {
  const program = new Command('credence')
    .description('Event-sourced credential management.')
    .addHelpText('after', PROGRAM_HELP)
    .showHelpAfterError('Add --help to see the usage and an example.')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG_USAGE));

  program.commandsGroup('Run the service:');
  addRoleCommands(program, serve);
  program.commandsGroup('Set up and check:');
  addSetupCommands(program, terminal);
  addDevelopmentCommands(program, terminal);
  addCompletionCommand(program);
  program.commandsGroup('Maintain:');
  addProjectionCommands(program, terminal);
  addJobCommands(program, terminal);
  addKeyCommands(program, terminal);
  program.commandsGroup('Accounts:');
  addUserCommands(program, terminal);
  addAdministratorCommands(program, terminal);
  addFactorCommands(program, terminal);
  addErasureCommands(program, terminal);
  program.commandsGroup('Read and prove the log:');
  addEventCommands(program, terminal);
  addAuditCommands(program, terminal);
  addJsonOption(program, terminal);
  return program;
}

/** Adds `--json` to every command that does something. A completion script is for a shell only. */
function addJsonOption(program: Command, terminal: Terminal): void {
  for (const command of leavesOf(program)) {
    if (command.name() === COMPLETION) continue;
    command.option(...JSON_OPTION).hook('preAction', () => {
      if (command.opts<{ json?: boolean }>().json === true) terminal.useJson();
    });
  }
}

function leavesOf(command: Command): Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leavesOf);
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
