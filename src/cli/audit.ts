import type { Command } from 'commander';
import { exportAudit, verifyAudit } from '../compose/maintenance/audit.js';
import type { VerifyOptions } from '../compose/maintenance/audit.js';
import { print, run } from './run-command.js';

/** Adds `credence audit verify` and `credence audit export`. */
export function addAuditCommands(program: Command): void {
  const audit = program.command('audit').description('Verifies the log against its signed checkpoints.');
  audit
    .command('verify')
    .description('Computes the tree of the log anew, and names the events that differ from the signed ones.')
    .option('--checkpoint <file>', 'checkpoint from a place outside of the database')
    .option('--key <key>', 'public key of the checkpoints; that of SECRET_KEY by default')
    .option('--tiles <folder>', 'exported tree that is compared, instead of the one in the database')
    .action(async (options: VerifyOptions) => {
      await run((config) => verifyAudit(config, options, (line) => print(`${line}\n`)))();
    });
  audit
    .command('export')
    .argument('<folder>', 'folder for the newest checkpoint and the tiles of its tree')
    .description('Writes the signed tree to a folder, for a later verification.')
    .action(run((config, folder: string) => exportAudit(config, folder)));
}
