import type { Command } from 'commander';
import { exportAudit } from '../compose/events/export-audit.js';
import type { ExportOptions } from '../compose/events/export-audit.js';
import { print, run } from './run-command.js';

const POSITION = 'position of the log, or time such as 2026-11-27T12:00:00Z';

/** Adds `credence audit export` to the commands of the audit. */
export function addAuditExport(audit: Command): void {
  audit
    .command('export')
    .description('Writes the history to a file, with a manifest. It resumes an interrupted export.')
    .requiredOption('--out <file>', 'the file; its manifest is beside it')
    .option('--from <position>', POSITION)
    .option('--to <position>', POSITION)
    .option('--format <format>', 'jsonl, cloudevents or csv', 'jsonl')
    .option('--gzip', 'compresses the file')
    .action(async (options: ExportOptions) => {
      await run((config) => exportAudit(config, options, (line) => print(`${line}\n`)))();
    });
}
