import type { Command } from 'commander';
import { forgetPepper, showKeys } from '../compose/keys/peppers.js';
import { rewrapAllKeys } from '../compose/keys/rewrap.js';
import { print, run } from './run-command.js';

/** Adds the commands about key-encryption keys and peppers. */
export function addKeyCommands(program: Command): void {
  const keys = program
    .command('keys')
    .description('Changes the keys that protect the data keys and passwords.');
  const report = (line: string) => print(`${line}\n`);
  keys
    .command('show')
    .description('Counts the data keys by their key-encryption key, and the passwords by their pepper.')
    .action(run((config) => showKeys(config, report)));
  keys
    .command('rewrap')
    .description('Wraps all data keys under the first key of the configuration. It can be interrupted.')
    .action(run((config) => rewrapAllKeys(config, report)));
  keys
    .command('forget-pepper')
    .argument('<number>', 'number of the pepper')
    .description('Lets the service start without a pepper that no password needs.')
    .action(run((config, number: string) => forgetPepper(config, number)));
}
