// Runs the processors of two readers on the database of its first argument, until it is killed.
import { startProcessor } from '../../src/projections/engine/processor.js';
import { countingReader } from '../support/stores/counting-reader.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { openUserLog } from '../support/domain/user-log.js';
import { usersProjection } from '../../src/projections/views/accounts/projection.js';

const [, , url] = process.argv;
if (!url) throw new Error('The database URL is missing.');
const { pool, store, codec } = await openUserLog(url, { migrate: false });
startProcessor({ pool, store, readers: [countingReader(), usersProjection(codec)], logger: silentLogger });
process.send?.('running');
// The listener keeps this program running until its parent exits.
process.on('message', () => undefined);
