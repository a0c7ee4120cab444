import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { refresh } from '../../../src/commands/sessions/refresh.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { InvalidRefreshToken } from '../../../src/domain/refresh/decisions.js';
import { aWorld, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory/memory-log.js';
import { NOW } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

const SECOND = 1000;
/** Longer than the grace period of a rotated token. */
const PAST_GRACE_S = 11;

/** Network and device of the honest client, and of the thief. */
const HOME = {
  ip: '192.0.2.1',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0',
};
const ELSEWHERE = { ip: '198.51.100.7', userAgent: 'curl/8.5.0' };

/** Next act of the scenario, a number of seconds after the previous one. */
interface Step {
  readonly act:
    'refresh' | 'refresh in tabs' | 'refresh and lose the answer' | 'steal' | 'use the stolen token';
  readonly waitS: number;
  readonly tabs: number;
}

const step = (...acts: Step['act'][]): fc.Arbitrary<Step> =>
  fc.record({
    act: fc.constantFrom(...acts),
    waitS: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 60, max: 36_000 })),
    tabs: fc.integer({ min: 2, max: 5 }),
  });
const HONEST = ['refresh', 'refresh in tabs', 'refresh and lose the answer'] as const;
const THEFT = ['steal', 'use the stolen token'] as const;

/** Sets up a session with its honest client and a thief who may copy a token of that client. */
async function setUpScenario() {
  const world = aWorld();
  await verifiedAccount(world);
  const credentials = { email: emailAddress('ada@example.com'), password: PASSWORD };
  const start = await signIn(world, credentials, { ...aCause(), source: HOME });
  let now = NOW.getTime();
  let own: string | null = start.refreshToken;
  let stolen: string | null = null;
  let rotatedAt = now - 60 * SECOND;
  let stolenTokenWorked = false;

  const use = async (token: string, source = HOME) => {
    const cause = { ...aCause(new Date(now)), source };
    const request = refresh(world, world.refreshTokens.read(token), cause);
    return await request.catch((error: unknown) => {
      expect(error).toEqual(new InvalidRefreshToken());
      return null;
    });
  };

  /** Refreshes like a client whose access token has expired. */
  async function refreshOwn(tabs: number): Promise<void> {
    if (own === null) return;
    const token = own;
    // An access token lives at least this long.
    now = Math.max(now, rotatedAt + 60 * SECOND);
    const answers = await Promise.all(Array.from({ length: tabs }, () => use(token)));
    const successors = new Set(answers.map((answer) => answer?.refreshToken ?? null));
    expect(successors.size).toBe(1);
    own = answers[0]?.refreshToken ?? null;
    rotatedAt = now;
  }

  async function useStolen(): Promise<void> {
    if (stolen === null) return;
    const answer = await use(stolen, ELSEWHERE);
    if (answer === null) return;
    stolen = answer.refreshToken;
    stolenTokenWorked = true;
  }

  async function play({ act, waitS, tabs }: Step): Promise<void> {
    now += waitS * SECOND;
    if (act === 'steal') stolen = own ?? stolen;
    if (act === 'use the stolen token') await useStolen();
    if (act === 'refresh') await refreshOwn(1);
    if (act === 'refresh in tabs') await refreshOwn(tabs);
    if (act === 'refresh and lose the answer') {
      const before = own;
      await refreshOwn(1);
      now += waitS * SECOND;
      if (before !== null && own !== null) own = (await use(before))?.refreshToken ?? null;
    }
  }

  return {
    play,
    isSignedIn: () => own !== null,
    stolenTokenWorked: () => stolenTokenWorked,
    async useBothTokens() {
      for (let time = 0; time < 3; time += 1) {
        await play({ act: 'refresh', waitS: PAST_GRACE_S, tabs: 1 });
        await play({ act: 'use the stolen token', waitS: PAST_GRACE_S, tabs: 1 });
      }
    },
    ends: async () => (await world.log.types(`session-${start.sessionId}`)).slice(1),
    reuses: async () => {
      const types = await world.log.types(`refresh-${start.sessionId}`);
      return types.filter((type) => type === 'RefreshTokenReused').length;
    },
  };
}

test('no honest client is signed out, for any order of tabs and lost answers (REF-4, REF-5)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step(...HONEST), { maxLength: 12 }), async (steps) => {
      const { play, isSignedIn, ends } = await setUpScenario();
      for (const next of steps) await play(next);
      expect(isSignedIn()).toBe(true);
      expect(await ends()).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('every successful theft of a token is detected once both parties refresh, and ends the session (REF-2)', async () => {
  let caught = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step(...HONEST, ...THEFT), { minLength: 2, maxLength: 12 }), async (steps) => {
      const scenario = await setUpScenario();
      for (const next of steps) await scenario.play(next);
      await scenario.useBothTokens();
      if (scenario.stolenTokenWorked()) caught += 1;
      const hasEnded = !scenario.isSignedIn();
      expect(hasEnded || !scenario.stolenTokenWorked()).toBe(true);
      expect(await scenario.ends()).toEqual(hasEnded ? ['SessionEnded'] : []);
      expect(await scenario.reuses()).toBe(hasEnded ? 1 : 0);
    }),
    { numRuns: 150 },
  );
  expect(caught).toBeGreaterThan(10);
});
