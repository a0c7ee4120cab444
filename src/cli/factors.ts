import { once } from 'node:events';
import type { Command } from 'commander';
import { exportFactorFile } from '../compose/factors/export-factors.js';
import { importFactorFile } from '../compose/factors/import-factors.js';
import { example } from './terminal/help.js';
import type { Terminal } from './terminal/terminal.js';

/** Adds the commands that move second factors and passkeys between services. */
export function addFactorCommands(program: Command, terminal: Terminal): void {
  const factors = program
    .command('factors')
    .description('Moves second factors and passkeys between services.');
  factors
    .command('import')
    .argument('<file>', 'JSON objects, one line for each account')
    .option('--dry-run', 'checks every line and writes nothing')
    .description('Adds the factors of a file to their accounts, and names the lines that it refuses.')
    .addHelpText('after', example('credence factors import --dry-run factors.jsonl'))
    .action(async (file: string, { dryRun }: { dryRun?: boolean }) => {
      await terminal.run((config) =>
        importFactorFile(config, file, { isDryRun: dryRun === true, report: terminal.report }),
      )();
    });
  factors
    .command('export')
    .description('Prints the factors of all accounts with their secrets. Encrypt the output.')
    .addHelpText('after', example('credence factors export | age -r "$RECIPIENT" > factors.age'))
    .action(terminal.run((config) => exportFactorFile(config, writeSecrets)));
}

async function writeSecrets(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
