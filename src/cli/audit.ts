import type { Command } from 'commander';
import { exportAudit } from '../compose/events/export-audit.js';
import type { ExportOptions } from '../compose/events/export-audit.js';
import { restartAudit } from '../compose/audit/restart.js';
import type { RestartOptions } from '../compose/audit/restart.js';
import { verifyProofFile } from '../compose/audit/verify-proof-file.js';
import { exportSignedTree, verifyAudit } from '../compose/audit/verify-log.js';
import type { VerifyOptions } from '../compose/audit/verify-log.js';
import { example } from './terminal/help.js';
import type { Terminal } from './terminal/terminal.js';

const POSITION = 'position of the log, or time such as 2026-11-27T12:00:00Z';

/** Adds the commands for auditors. */
export function addAuditCommands(program: Command, terminal: Terminal): void {
  const audit = program.command('audit').description('Exports and verifies the log.');
  audit
    .command('export')
    .description('Writes the history to a file, with a manifest. It resumes an interrupted export.')
    .requiredOption('--out <file>', 'the file; its manifest is beside it')
    .option('--from <position>', POSITION)
    .option('--to <position>', POSITION)
    .option('--format <format>', 'jsonl, cloudevents, csv or leaves', 'jsonl')
    .option('--gzip', 'compresses the file')
    .addHelpText('after', example('credence audit export --out audit.jsonl --from 2026-11-01T00:00:00Z'))
    .action(async (options: ExportOptions) => {
      await terminal.run((config) => exportAudit(config, options, terminal.report))();
    });
  audit
    .command('export-tree')
    .argument('<folder>', 'folder for the newest checkpoint and the tiles of its tree')
    .description('Writes the signed tree to a folder, for a later verification.')
    .addHelpText('after', example('credence audit export-tree ./tree'))
    .action(terminal.run((config, folder: string) => exportSignedTree(config, folder)));
  audit
    .command('verify')
    .description('Computes the tree of the log anew, and names the events that differ from the signed ones.')
    .option('--checkpoint <file>', 'checkpoint from a place outside of the database')
    .option('--key <key>', 'public key of the checkpoints; that of SECRET_KEY by default')
    .option('--tiles <folder>', 'exported tree that is compared, instead of the one in the database')
    .option('--from-export <file>', 'export in the format leaves that is verified, without the database')
    .addHelpText('after', example('credence audit verify --checkpoint checkpoint.txt'))
    .action(async (options: VerifyOptions) => {
      const onProgress = terminal.openProgressBar('events verified');
      await terminal.run((config) => verifyAudit(config, options, { report: terminal.report, onProgress }))();
    });
  audit
    .command('verify-proof')
    .argument('<file>', 'proof of an event, such as GET /v1/audit/proof returns')
    .requiredOption('--key <key>', 'public key of the log')
    .description('Verifies the proof of one event offline, and prints the event as it is stored.')
    .addHelpText('after', example('credence audit verify-proof proof.json --key "$LOG_KEY"'))
    .action(async (file: string, { key }: { key: string }) => {
      await terminal.run(() => verifyProofFile(file, key))();
    });
  audit
    .command('restart')
    .description('Lets the notary sign again, after you have accepted a loss or a restored backup.')
    .requiredOption('--reason <text>', 'reason, which is recorded beside the former tree')
    .option('--checkpoint <file>', 'newer checkpoint from a witness or another place')
    .addHelpText('after', example('credence audit restart --reason "backup of Monday restored"'))
    .action(async (options: RestartOptions) => {
      await terminal.run((config) => restartAudit(config, options))();
    });
}
