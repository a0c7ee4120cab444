// A program that opens the data folder named by its argument, says so, and waits to be killed.
import { openDataFolder } from '../../../src/runtime/embedded/data-folder.js';

const [, , path] = process.argv;
if (!path) throw new Error('The data folder is missing.');
await openDataFolder(path);
process.send?.('open');
// A listener keeps this program alive for as long as its parent is there.
process.on('message', () => undefined);
