import type { Command } from 'commander';
import { examine } from '../compose/maintenance/doctor/doctor.js';
import { migrate } from '../compose/maintenance/migrate.js';
import { migrateLog } from '../compose/maintenance/migrate-log.js';
import { retryFailedJobs } from '../compose/maintenance/retry-failed-jobs.js';
import { addRenamed, example } from './terminal/help.js';
import type { Terminal } from './terminal/terminal.js';

const LOG_LOCATION = 'embedded, postgres://…, or esdb://…';

/** Adds the commands that prepare the stores and check the deployment. */
export function addSetupCommands(program: Command, terminal: Terminal): void {
  program
    .command('migrate')
    .description('Creates or updates the tables, so that the service can run with a weaker role.')
    .option('--grant-to <role>', 'role of the service, which gets the rights that it needs')
    .addHelpText('after', example('credence migrate --grant-to credence_app'))
    .action(async ({ grantTo }: { grantTo?: string }) => {
      await terminal.run((config) => migrate(config, grantTo ?? null))();
    });
  program
    .command('doctor')
    .description('Tries every configured dependency and shows the conversation with the mail server.')
    .option('--mail-to <address>', 'recipient of a test mail')
    .addHelpText('after', example('credence doctor --mail-to you@example.com'))
    .action(async ({ mailTo }: { mailTo?: string }) => {
      await terminal.run((config) => examine(config, { mailTo: mailTo ?? null, report: terminal.report }))();
    });
  program
    .command('migrate-log')
    .description('Copies the log to another location, verifies the copy, and makes the service follow it.')
    .requiredOption('--from <log>', LOG_LOCATION)
    .requiredOption('--to <log>', LOG_LOCATION)
    .addHelpText('after', example('credence migrate-log --from embedded --to postgres://localhost/credence'))
    .action(async ({ from, to }: { from: string; to: string }) => {
      await terminal.run((config) => migrateLog(config, { from, to, report: terminal.report }))();
    });
}

/** Adds the commands for jobs. */
export function addJobCommands(program: Command, terminal: Terminal): void {
  const jobs = program.command('jobs').description('Repairs jobs, such as mails.');
  addRenamed(
    { command: jobs.command('retry'), former: program.command('retry-failed-jobs', { hidden: true }) },
    (command) =>
      command
        .description('Tries failed jobs again, such as mails that a mail server has rejected.')
        .addHelpText('after', example('credence jobs retry'))
        .action(terminal.run((config) => retryFailedJobs(config))),
  );
}
