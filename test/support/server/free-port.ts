import { freePort as freeOrAnother } from '../../../src/runtime/embedded/postgres/free-port.js';

// Below the ports that systems give to outgoing connections (from 32,768 on Linux): one that was free a moment ago would
// otherwise soon be taken, by a connection of any test. Each of the processes that run tests has a range of its own.
const FIRST = 11_000;
const RANGE = 1000;
const RANGES = 21;
const worker = Number(process.env['JEST_WORKER_ID'] ?? 1) % RANGES;

let next = Math.floor(Math.random() * RANGE);

/** A port of 127.0.0.1 that stays free until a program of this test listens there. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < RANGE; tries += 1) {
    const port = FIRST + worker * RANGE + (next % RANGE);
    next += 1;
    if ((await freeOrAnother(port)) === port) return port;
  }
  throw new Error('No port of this process is free.');
}
