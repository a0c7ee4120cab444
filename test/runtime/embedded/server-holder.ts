// A program that runs the embedded database in the folder of its argument, reports its URL, and waits to be killed.
import { openDataFolder } from '../../../src/runtime/embedded/data-folder.js';
import { startEmbeddedPostgres } from '../../../src/runtime/embedded/postgres/postgres.js';

const [, , path] = process.argv;
if (!path) throw new Error('The data folder is missing.');
const folder = await openDataFolder(path);
process.send?.('starting');
const server = await startEmbeddedPostgres({
  dataDir: folder.path,
  password: folder.databasePassword,
  log: () => undefined,
});
process.send?.(server.url);
// The listener keeps this program alive while its parent lives.
process.on('message', () => undefined);
