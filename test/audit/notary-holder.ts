// Runs the notary on the database of its first argument, until it is killed.
import { startNotary } from '../../src/audit/notary.js';
import { silentLogger } from '../support/server/silent-logger.js';
import { openAuditedLog } from './audited-log.js';

const [, , url] = process.argv;
if (!url) throw new Error('The database URL is missing.');
const { parts } = await openAuditedLog(url);
startNotary({ ...parts, intervalMs: 5, logger: silentLogger, onLook: () => undefined });
process.send?.('running');
// The listener keeps this program running until its parent exits.
process.on('message', () => undefined);
