import { freePort as freePortNear } from '../../../src/runtime/embedded/postgres/free-port.js';

// The range lies below the ephemeral ports, which start at 32,768 on Linux. An outgoing connection of any test could
// otherwise occupy a port that was free a moment ago. Each Jest worker has a separate range.
const FIRST = 11_000;
const RANGE = 1000;
const RANGES = 21;
const worker = Number(process.env['JEST_WORKER_ID'] ?? 1) % RANGES;

let next = Math.floor(Math.random() * RANGE);

/**
 * Returns a port of 127.0.0.1 that stays free until the test uses it.
 *
 * @throws Error every port of this worker is occupied
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < RANGE; tries += 1) {
    const port = FIRST + worker * RANGE + (next % RANGE);
    next += 1;
    if ((await freePortNear(port)) === port) return port;
  }
  throw new Error('Every port of this worker is occupied.');
}
