import { expect, test } from '@jest/globals';
import { playRounds } from '../../support/domain/processes/proof-rounds.js';
import type { Round } from '../../support/domain/processes/proof-rounds.js';

/** `PROOF_ROUNDS=60000` prolongs the test. A failure names the seed of its world, and `PROOF_SEED` starts after another one. */
const ROUNDS = Number(process.env['PROOF_ROUNDS'] ?? 400);
const FIRST_SEED = Number(process.env['PROOF_SEED'] ?? 0);
const ROUNDS_OF_A_WORLD = 30;
const WORLDS_AT_ONCE = 25;

test(
  'no proof is used twice, for random interleavings of two processes and restarts (MFA-15, MFA-16, MFA-44, MGC-5, PKY-2)',
  async () => {
    const played: Round[] = [];
    const worlds = Math.ceil(ROUNDS / ROUNDS_OF_A_WORLD);
    let next = FIRST_SEED;
    async function playWorlds(): Promise<void> {
      while (next < FIRST_SEED + worlds) {
        const seed = (next += 1);
        const rounds = await playRounds(seed, ROUNDS_OF_A_WORLD);
        rounds.forEach((round, n) => {
          expect({ seed, n, ...round }).toMatchObject({ uses: 1, gains: 1 });
          expect({ seed, n, accepted: round.accepted > 0 }).toEqual({ seed, n, accepted: true });
        });
        played.push(...rounds);
      }
    }
    await Promise.all(Array.from({ length: WORLDS_AT_ONCE }, playWorlds));
    const kinds = new Set(played.map(({ proof }) => proof));
    console.log(
      `${String(played.length)} rounds, ${String(played.reduce((sum, { stopped }) => sum + stopped, 0))} stops`,
    );
    expect(kinds.size).toBe(7);
  },
  300_000 + ROUNDS * 100,
);
