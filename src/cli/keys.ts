import type { Command } from 'commander';
import { forgetPepper, showKeys } from '../compose/keys/peppers.js';
import { rewrapAllKeys } from '../compose/keys/rewrap.js';
import { rotateKey } from '../compose/maintenance/rotate-key.js';
import { addRenamed, example } from './terminal/help.js';
import type { Terminal } from './terminal/terminal.js';

/** Adds the commands about signing keys, key-encryption keys and peppers. */
export function addKeyCommands(program: Command, terminal: Terminal): void {
  const keys = program
    .command('keys')
    .description('Changes signing keys, and the keys that protect data keys and passwords.');
  addRenamed(
    { command: keys.command('rotate'), former: program.command('rotate-signing-key', { hidden: true }) },
    (command) =>
      command
        .description('Adds the next key for access tokens and publishes it before it signs.')
        .addHelpText('after', example('credence keys rotate'))
        .action(terminal.run((config) => rotateKey(config))),
  );
  keys
    .command('show')
    .description('Counts the data keys by their key-encryption key, and the passwords by their pepper.')
    .addHelpText('after', example('credence keys show'))
    .action(terminal.run((config) => showKeys(config)));
  keys
    .command('rewrap')
    .description('Wraps all data keys under the first key of the configuration. It can be interrupted.')
    .addHelpText('after', example('credence keys rewrap'))
    .action(terminal.run((config) => rewrapAllKeys(config, terminal.report)));
  keys
    .command('forget-pepper')
    .argument('<number>', 'number of the pepper')
    .description('Lets the service start without a pepper that no password needs.')
    .addHelpText('after', example('credence keys forget-pepper 1'))
    .action(terminal.run((config, number: string) => forgetPepper(config, number)));
}
