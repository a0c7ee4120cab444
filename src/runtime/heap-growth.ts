import { setFlagsFromString } from 'node:v8';

/** Major versions of Node.js whose V8 has the flag. An unknown flag would print an error in plain text. */
const KNOWN_VERSIONS = new Set([20, 22, 24]);

/** Garbage that V8 lets grow beside the live objects before it collects both, in per cent of the live objects. */
const GROWTH_PERCENT = 50;

/**
 * Lets V8 collect the heap earlier. By default the heap of a busy process grows to four times its live objects. The
 * upper limit of the heap stays, so a process that needs more memory gets it.
 */
export function limitHeapGrowth(): void {
  if (!KNOWN_VERSIONS.has(Number.parseInt(process.versions.node, 10))) return;
  setFlagsFromString(`--heap-growing-percent=${String(GROWTH_PERCENT)}`);
}
