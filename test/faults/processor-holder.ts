// A program that runs one processor on the database named by its argument, and waits to be killed.
import { startProcessor } from '../../src/projections/engine/processor.js';
import { countingReader } from '../support/stores/counting-reader.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { openUserLog } from '../support/domain/user-log.js';
import { usersProjection } from '../../src/projections/views/accounts/projection.js';

const [, , url] = process.argv;
if (!url) throw new Error('The database is missing.');
const { pool, store, codec } = await openUserLog(url, { migrate: false });
for (const reader of [countingReader(), usersProjection(codec)]) {
  startProcessor({ pool, store, reader, logger: silentLogger });
}
process.send?.('running');
// A listener keeps this program alive for as long as its parent is there.
process.on('message', () => undefined);
