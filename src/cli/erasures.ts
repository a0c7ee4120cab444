import type { Command } from 'commander';
import { applyErasures, exportErasures, scrubErasures } from '../compose/privacy/erasures.js';
import { example } from './help.js';
import { run } from './run-command.js';

/** Adds the commands for the ledger of erasures. */
export function addErasureCommands(program: Command): void {
  const erasures = program.command('erasures').description('Exports and applies the ledger of erasures.');
  erasures
    .command('export')
    .description('Prints the ledger. Keep it apart from the backups.')
    .addHelpText('after', example('credence erasures export > ledger.jsonl'))
    .action(run((config) => exportErasures(config, (text) => void process.stdout.write(text))));
  erasures
    .command('apply')
    .argument('<file>', 'an exported ledger')
    .description('Erases the users of a ledger again, after a backup was restored.')
    .addHelpText('after', example('credence erasures apply ledger.jsonl'))
    .action(run((config, file: string) => applyErasures(config, file)));
  erasures
    .command('scrub')
    .description('Rewrites the tables, so that their files have no deleted rows. It locks each one.')
    .addHelpText('after', example('credence erasures scrub'))
    .action(run((config) => scrubErasures(config)));
}
