import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { refresh } from '../../../src/commands/sessions/refresh.js';
import { signIn } from '../../../src/commands/authentication/sign-in.js';
import { InvalidRefreshToken } from '../../../src/domain/refresh/decisions.js';
import { aWorld, PASSWORD, verifiedAccount } from '../../support/domain/command-world.js';
import { aCause } from '../../support/stores/memory-log.js';
import { NOW } from '../../support/domain/user-history.js';
import { emailAddress } from '../../../src/domain/user/email-address.js';

const SECOND = 1000;
/** Longer than a token that was replaced leads to its successor. */
const PAST_GRACE_S = 11;

/** What happens next, some seconds after what happened before. */
interface Step {
  readonly act:
    'refresh' | 'refresh in tabs' | 'refresh and lose the answer' | 'steal' | 'use what was stolen';
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
const THEFT = ['steal', 'use what was stolen'] as const;

/** A session, the client that it belongs to, and somebody who has copied a token of that client. */
async function story() {
  const world = aWorld();
  await verifiedAccount(world);
  const start = await signIn(world, { email: emailAddress('ada@example.com'), password: PASSWORD }, aCause());
  let now = NOW.getTime();
  let own: string | null = start.refreshToken;
  let stolen: string | null = null;
  let replaced = now - 60 * SECOND;
  let stolenWorked = false;

  const use = async (token: string) => {
    const request = refresh(world, { refresh_token: token }, aCause(new Date(now)));
    return await request.catch((error: unknown) => {
      expect(error).toEqual(new InvalidRefreshToken());
      return null;
    });
  };

  /** As a client does it: when its access token is over, and once more if the answer is lost. */
  async function refreshOwn(tabs: number): Promise<void> {
    if (own === null) return;
    const token = own;
    // No access token is over so soon.
    now = Math.max(now, replaced + 60 * SECOND);
    const answers = await Promise.all(Array.from({ length: tabs }, () => use(token)));
    const successors = new Set(answers.map((answer) => answer?.refreshToken ?? null));
    expect(successors.size).toBe(1);
    own = answers[0]?.refreshToken ?? null;
    replaced = now;
  }

  async function useStolen(): Promise<void> {
    if (stolen === null) return;
    const answer = await use(stolen);
    if (answer === null) return;
    stolen = answer.refreshToken;
    stolenWorked = true;
  }

  async function play({ act, waitS, tabs }: Step): Promise<void> {
    now += waitS * SECOND;
    if (act === 'steal') stolen = own ?? stolen;
    if (act === 'use what was stolen') await useStolen();
    if (act === 'refresh') await refreshOwn(1);
    if (act === 'refresh in tabs') await refreshOwn(tabs);
    if (act === 'refresh and lose the answer') {
      const before = own;
      await refreshOwn(1);
      now += Math.min(waitS, 10) * SECOND;
      if (before !== null && own !== null) own = (await use(before))?.refreshToken ?? null;
    }
  }

  return {
    play,
    signedIn: () => own !== null,
    stolenWorked: () => stolenWorked,
    async bothGoOn() {
      for (let time = 0; time < 3; time += 1) {
        await play({ act: 'refresh', waitS: PAST_GRACE_S, tabs: 1 });
        await play({ act: 'use what was stolen', waitS: PAST_GRACE_S, tabs: 1 });
      }
    },
    ends: async () => (await world.log.types(`session-${start.sessionId}`)).slice(1),
    reuses: async () => {
      const types = await world.log.types(`refresh-${start.sessionId}`);
      return types.filter((type) => type === 'RefreshTokenReused').length;
    },
  };
}

test('REF-4, REF-5 no honest client is signed out, whatever its tabs and its network do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step(...HONEST), { maxLength: 12 }), async (steps) => {
      const { play, signedIn, ends } = await story();
      for (const one of steps) await play(one);
      expect(signedIn()).toBe(true);
      expect(await ends()).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('REF-2 every theft that brings a token is caught once both go on, and ends the session for both', async () => {
  let caught = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step(...HONEST, ...THEFT), { minLength: 2, maxLength: 12 }), async (steps) => {
      const tale = await story();
      for (const one of steps) await tale.play(one);
      await tale.bothGoOn();
      if (tale.stolenWorked()) caught += 1;
      const over = !tale.signedIn();
      expect(over || !tale.stolenWorked()).toBe(true);
      expect(await tale.ends()).toEqual(over ? ['SessionEnded'] : []);
      expect(await tale.reuses()).toBe(over ? 1 : 0);
    }),
    { numRuns: 150 },
  );
  expect(caught).toBeGreaterThan(10);
});
