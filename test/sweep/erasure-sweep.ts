import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStores } from './stores.js';
import { sweepErasure } from './sweep.js';

/**
 * Erases one person among many, and looks for the planted strings of the person in every file of every store, log and
 * temporary folder: after the erasure, and after the restore of an older backup. Exits with 1 if one is left.
 */
const { values } = parseArgs({ options: { people: { type: 'string', default: '10000' } } });
if (!/^[1-9]\d*$/.test(values.people))
  throw new Error(`--people takes a whole number, not ${values.people}.`);

const backups = await mkdtemp(join(tmpdir(), 'credence-backups-'));
const root = await mkdtemp(join(tmpdir(), 'credence-sweep-'));
// PostgreSQL may run as another user.
await chmod(root, 0o711);
// All programs keep their files here.
process.env['TMPDIR'] = root;
try {
  const stores = await openStores(root);
  try {
    const faults = await sweepErasure({ stores, root, backups, people: Number(values.people) });
    for (const fault of faults) console.error(fault);
    console.log(faults.length === 0 ? 'Nothing of the person is left.' : `${String(faults.length)} faults.`);
    if (faults.length > 0) process.exitCode = 1;
  } finally {
    await stores.stop();
  }
} finally {
  await rm(root, { recursive: true, force: true });
  await rm(backups, { recursive: true, force: true });
}
