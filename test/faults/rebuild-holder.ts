// Fills the new version of `users@1` in the database of its first argument, until it is killed. With `swap` as the second
// argument, it promotes this version and rolls it back again and again.
import { promote, rollBack } from '../../src/projections/engine/rebuild/operations.js';
import { startRebuildRunner } from '../../src/projections/engine/rebuild/runner.js';
import { usersProjection } from '../../src/projections/views/accounts/projection.js';
import { openUserLog } from '../support/domain/user-log.js';
import { openRebuilds } from '../support/stores/rebuild-parts.js';

const [, , url, mode] = process.argv;
if (!url) throw new Error('The database URL is missing.');
const log = await openUserLog(url, { migrate: false });
const users = usersProjection(log.codec);
const parts = openRebuilds(url, log, [users]);
process.send?.('running');
// The listener keeps this program running until its parent exits.
process.on('message', () => undefined);
if (mode !== 'swap') startRebuildRunner(parts, [users]);
else
  for (;;) {
    await promote(parts, users, false);
    await rollBack(parts, users);
  }
