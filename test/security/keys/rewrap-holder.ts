// Re-wraps all keys of the database of its first argument under the configuration of its environment, until it is killed.
import pg from 'pg';
import { openKeyManagement } from '../../../src/compose/keys/configured-keys.js';
import { readConfig } from '../../../src/config/config.js';
import { rewrapKeys } from '../../../src/security/keys/rewrap-keys.js';
import { SECRET_KEY } from '../../support/server/credence.js';

const [, , connectionString] = process.argv;
if (!connectionString) throw new Error('The database URL is missing.');
const keys = openKeyManagement(readConfig(process.env), SECRET_KEY, () => () => undefined);
const pool = new pg.Pool({ connectionString, max: 1 });
process.send?.('running');
await rewrapKeys(pool, keys);
await pool.end();
// The listener keeps this program running until its parent exits.
process.on('message', () => undefined);
