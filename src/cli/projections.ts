import type { Command } from 'commander';
import { describeProgress } from '../compose/maintenance/describe-rebuild.js';
import { listProjections } from '../compose/maintenance/list-projections.js';
import {
  discardProjection,
  promoteProjection,
  rebuildProjection,
  rollBackProjection,
} from '../compose/maintenance/rebuild-projection.js';
import { replayParkedEvents } from '../compose/maintenance/replay-parked-events.js';
import { shareOf } from '../projections/engine/rebuild/rebuilds.js';
import type { Rebuild } from '../projections/engine/rebuild/rebuilds.js';
import { addRenamed, example } from './terminal/help.js';
import type { Terminal } from './terminal/terminal.js';

const PROJECTION = 'name of the projection, for example users@1';

/** Adds the commands for read models. */
export function addProjectionCommands(program: Command, terminal: Terminal): void {
  const projections = program.command('projections').description('Rebuilds and repairs read models.');
  projections
    .command('list')
    .description('Shows the readers of the log, and the versions beside read models.')
    .addHelpText('after', example('credence projections list'))
    .action(terminal.run((config) => listProjections(config)));
  addRebuild(projections, program, terminal);
  projections
    .command('promote')
    .argument('<projection>', PROJECTION)
    .description('Puts the new version of a read model in the place of the serving one.')
    .option('--accept-difference', 'promotes a version that differs from the serving one')
    .addHelpText('after', example('credence projections promote users@1'))
    .action(async (name: string, { acceptDifference }: { acceptDifference?: true }) => {
      await terminal.run((config) => promoteProjection(config, name, acceptDifference === true))();
    });
  projections
    .command('rollback')
    .argument('<projection>', PROJECTION)
    .description('Puts the former version of a read model back in its place.')
    .addHelpText('after', example('credence projections rollback users@1'))
    .action(terminal.run((config, name: string) => rollBackProjection(config, name)));
  projections
    .command('discard')
    .argument('<projection>', PROJECTION)
    .description('Drops the version of a read model that does not serve.')
    .addHelpText('after', example('credence projections discard users@1'))
    .action(terminal.run((config, name: string) => discardProjection(config, name)));
  addReplayParked(projections, program, terminal);
}

function addRebuild(projections: Command, program: Command, terminal: Terminal): void {
  addRenamed(
    { command: projections.command('rebuild'), former: program.command('rebuild', { hidden: true }) },
    (command) =>
      command
        .argument('<projection>', PROJECTION)
        .description('Fills a new version of a read model beside the serving one, and compares the two.')
        .option('--promote', 'promotes the new version if it is equal')
        .addHelpText('after', example('credence projections rebuild users@1 --promote'))
        .action(async (name: string, options: { promote?: true }) => {
          const promotes = options.promote === true;
          await terminal.run((config) =>
            rebuildProjection(config, name, { promotes, show: showProgress(terminal) }),
          )();
        }),
  );
}

function addReplayParked(projections: Command, program: Command, terminal: Terminal): void {
  addRenamed(
    {
      command: projections.command('replay-parked'),
      former: program.command('replay-parked', { hidden: true }),
    },
    (command) =>
      command
        .argument('<reader>', 'a projection, for example users@1, or reactions')
        .description('Applies the parked events of a projection or of the reactor.')
        .addHelpText('after', example('credence projections replay-parked reactions'))
        .action(terminal.run((config, name: string) => replayParkedEvents(config, name))),
  );
}

/** Returns a function that shows the progress of a rebuild. */
function showProgress(terminal: Terminal): (rebuild: Rebuild) => void {
  const draw = terminal.openProgressLine();
  return (rebuild) => {
    draw(shareOf(rebuild), describeProgress(rebuild), rebuild.state !== 'filling');
  };
}
