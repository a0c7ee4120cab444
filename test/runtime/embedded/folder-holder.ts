// A program that opens the data folder of its argument, reports it, and waits to be killed.
import { openDataFolder } from '../../../src/runtime/embedded/data-folder.js';

const [, , path] = process.argv;
if (!path) throw new Error('The data folder is missing.');
await openDataFolder(path);
process.send?.('open');
// The listener keeps this program alive while its parent lives.
process.on('message', () => undefined);
