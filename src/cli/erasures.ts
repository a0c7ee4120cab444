import type { Command } from 'commander';
import { applyErasures, exportErasures, scrubErasures } from '../compose/privacy/erasures.js';
import { example } from './terminal/help.js';
import type { Terminal } from './terminal/terminal.js';

/** Adds the commands for the ledger of erasures. */
export function addErasureCommands(program: Command, terminal: Terminal): void {
  const erasures = program.command('erasures').description('Exports and applies the ledger of erasures.');
  erasures
    .command('export')
    .description('Prints the ledger. Keep it apart from the backups.')
    .addHelpText('after', example('credence erasures export > ledger.jsonl'))
    .action(terminal.run((config) => exportErasures(config, (text) => void process.stdout.write(text))));
  erasures
    .command('apply')
    .argument('<file>', 'an exported ledger')
    .description('Erases the users of a ledger again, after a backup was restored.')
    .addHelpText('after', example('credence erasures apply ledger.jsonl'))
    .action(terminal.run((config, file: string) => applyErasures(config, file)));
  erasures
    .command('scrub')
    .description('Rewrites the tables, so that their files have no deleted rows. It locks each one.')
    .addHelpText('after', example('credence erasures scrub'))
    .action(terminal.run((config) => scrubErasures(config)));
}
