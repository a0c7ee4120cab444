import type { Command } from 'commander';
import { examine } from '../compose/maintenance/doctor.js';
import { migrate } from '../compose/maintenance/migrate.js';
import { migrateLog } from '../compose/maintenance/migrate-log.js';
import { rebuildProjection, replayParkedEvents } from '../compose/maintenance/rebuild-projection.js';
import { retryFailedJobs } from '../compose/maintenance/retry-failed-jobs.js';
import { addRenamed, example } from './help.js';
import { print, run } from './run-command.js';

const LOG_LOCATION = 'embedded, postgres://…, or esdb://…';
const PROJECTION = 'name of the projection, for example users@1';

/** Adds the commands that prepare the stores and check the deployment. */
export function addSetupCommands(program: Command): void {
  program
    .command('migrate')
    .description('Creates or updates the tables, so that the service can run with a weaker role.')
    .option('--grant-to <role>', 'role of the service, which gets the rights that it needs')
    .addHelpText('after', example('credence migrate --grant-to credence_app'))
    .action(async ({ grantTo }: { grantTo?: string }) => {
      await run((config) => migrate(config, grantTo ?? null))();
    });
  program
    .command('doctor')
    .description('Tries every configured dependency and shows the conversation with the mail server.')
    .option('--mail-to <address>', 'recipient of a test mail')
    .addHelpText('after', example('credence doctor --mail-to you@example.com'))
    .action(async ({ mailTo }: { mailTo?: string }) => {
      await run((config) => examine(config, { mailTo: mailTo ?? null, report }))();
    });
  program
    .command('migrate-log')
    .description('Copies the log to another location, verifies the copy, and makes the service follow it.')
    .requiredOption('--from <log>', LOG_LOCATION)
    .requiredOption('--to <log>', LOG_LOCATION)
    .addHelpText('after', example('credence migrate-log --from embedded --to postgres://localhost/credence'))
    .action(async ({ from, to }: { from: string; to: string }) => {
      await run((config) => migrateLog(config, { from, to, report }))();
    });
}

/** Adds the commands for read models and jobs. */
export function addMaintenanceCommands(program: Command): void {
  const projections = program.command('projections').description('Rebuilds and repairs read models.');
  addRenamed(
    { command: projections.command('rebuild'), former: program.command('rebuild', { hidden: true }) },
    (command) =>
      command
        .argument('<projection>', PROJECTION)
        .description('Empties a read model; the projector fills it again from the log.')
        .addHelpText('after', example('credence projections rebuild users@1'))
        .action(run((config, name: string) => rebuildProjection(config, name))),
  );
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
        .action(run((config, name: string) => replayParkedEvents(config, name))),
  );
  const jobs = program.command('jobs').description('Repairs jobs, such as mails.');
  addRenamed(
    { command: jobs.command('retry'), former: program.command('retry-failed-jobs', { hidden: true }) },
    (command) =>
      command
        .description('Tries failed jobs again, such as mails that a mail server has rejected.')
        .addHelpText('after', example('credence jobs retry'))
        .action(run((config) => retryFailedJobs(config))),
  );
}

function report(line: string): void {
  print(`${line}\n`);
}
