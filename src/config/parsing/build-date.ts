import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UNITS } from './values.js';

/** Tolerated difference between the clocks of the machine that built the program and of this one. */
const SLACK_MS = UNITS.d;

/** The time at which this program was built: the compiler wrote this file then. */
export const BUILT_AT = statSync(fileURLToPath(import.meta.url)).mtime;

/**
 * Reports whether a clock is earlier than a build. Such a clock accepts expired tokens and links, and dates events
 * before the ones that they follow.
 */
export function isBeforeBuild(now: Date, builtAt: Date): boolean {
  return now.getTime() < builtAt.getTime() - SLACK_MS;
}
