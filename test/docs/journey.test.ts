import { chmod, copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { freePort } from '../support/server/free-port.js';
import { JOURNEY_EVENTS } from '../support/clients/full-journey.js';
import { codeBlocks, readDocument, ROOT, sectionOf } from '../support/documents/markdown.js';
import type { CodeBlock } from '../support/documents/markdown.js';
import { waitFor } from '../support/clients/wait-for.js';
import { describeWhere } from '../support/requirements/describe-where.js';
import { openTerminal, whyNoTerminal } from '../support/documents/terminal.js';
import type { Pasted, Terminal } from '../support/documents/terminal.js';

const JOURNEY_MS = 120_000;
const START_MS = 60_000;
/** The port of the README. */
const USUAL_PORT = '8001';

describeWhere(whyNoTerminal())('the journey of the README', () => {
  let folder: string;
  let port: number;
  let first: Terminal;
  let second: Terminal;

  beforeAll(async () => {
    port = await freePort();
    folder = await checkout();
    first = open();
    second = open();
    await startProgram('npm start');
  }, JOURNEY_MS);

  afterAll(async () => {
    await first.interrupt();
    await Promise.all([first.close(), second.close()]);
    await rm(folder, { recursive: true, force: true });
  }, JOURNEY_MS);

  function open(): Terminal {
    const environment = { PORT: String(port), NPM_CONFIG_UPDATE_NOTIFIER: 'false' };
    return openTerminal({ folder, environment });
  }

  /** Runs a block that ends with `npm start` in the first terminal, and waits until the API answers. */
  async function startProgram(block: string): Promise<void> {
    first.start(block);
    const live = `http://127.0.0.1:${String(port)}/health/live`;
    const answers = () =>
      fetch(live).then(
        ({ ok }) => ok,
        () => false,
      );
    await waitFor(`npm start serves ${live}`, answers, START_MS).catch((cause: unknown) => {
      throw new Error(`The program did not start:\n${first.screen()}`, { cause });
    });
  }

  test(
    'works when every block is pasted in order',
    async () => {
      const blocks = await journeyBlocks(port);
      const next = nextOf(blocks);
      const paste = (prose: RegExp): Promise<Pasted> => second.paste(next(prose));

      await paste(/second terminal/);

      const signedUp = await paste(/Register/);
      expect(signedUp.statuses).toEqual([201]);
      expect(JSON.parse(signedUp.output)).toMatchObject({
        user_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        email: 'ada@example.com',
        is_verified: false,
        verificationToken: expect.any(String),
      });

      const inbox = await paste(/mail/);
      expect(inbox.output).toContain(`http://localhost:${String(port)}/verify-email?token=`);

      const verified = await paste(/Verify/);
      expect(verified.statuses).toEqual([200]);
      expect(JSON.parse(verified.output)).toMatchObject({ is_verified: true });

      const signedIn = await paste(/Sign in/);
      expect(signedIn.statuses).toEqual([200, 200]);
      expect(JSON.parse(signedIn.output)).toMatchObject({ email: 'ada@example.com' });

      const refreshed = await paste(/Refresh/);
      expect(refreshed.statuses).toEqual([200]);

      const sessions = await paste(/sessions/);
      expect(sessions.statuses).toEqual([200]);
      expect(JSON.parse(sessions.output)).toMatchObject({ items: [{ current: true, amr: ['pwd'] }] });

      const changed = await paste(/Change the password/);
      expect(changed.statuses).toEqual([200]);

      const reset = await paste(/Reset a forgotten password/);
      expect([reset.statuses.at(0), reset.statuses.at(-1)]).toEqual([202, 200]);

      const afterwards = await paste(/401/);
      expect(afterwards.statuses).toEqual([401, 200]);
      expect(afterwards.output).toMatch(/"unauthenticated"[\s\S]*"access_token"/);

      await first.interrupt();
      await first.close();
      first = open();
      await startProgram(next(/service token/));

      const history = await paste(/second terminal/);
      expect(history.statuses).toEqual([200, 200]);
      expect(history.output).toContain('"email":"ada@example.com"');
      const recorded = [...history.output.matchAll(/^\d{4}-\S+ {2}(\w+)$/gm)].map(([, type]) => type);
      expect(recorded.filter((type) => type !== 'MailSent')).toEqual(JOURNEY_EVENTS);

      expect(blocks).toEqual([]);
    },
    JOURNEY_MS,
  );
});

/** Creates a folder in which `npm start` starts the compiled program, as in a checkout. */
async function checkout(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'credence-journey-'));
  // PostgreSQL may run as another user, who has to reach its data folder.
  await chmod(folder, 0o755);
  await copyFile(join(ROOT, 'package.json'), join(folder, 'package.json'));
  await symlink(join(ROOT, 'dist'), join(folder, 'dist'));
  await writeFile(join(folder, '.curlrc'), 'verbose\n');
  return folder;
}

/** Reads the shell blocks of the journey, with the port of this test. */
async function journeyBlocks(port: number): Promise<CodeBlock[]> {
  const section = sectionOf(await readDocument('README.md'), /journey with curl/);
  return codeBlocks(section)
    .filter(({ language }) => language === 'sh')
    .map((block) => ({
      ...block,
      code: block.code.replaceAll(`localhost:${USUAL_PORT}`, `localhost:${String(port)}`),
    }));
}

/** Removes and returns the first block, after a check that the prose before it describes the expected step. */
function nextOf(blocks: CodeBlock[]): (prose: RegExp) => string {
  return (prose) => {
    const block = blocks.shift();
    expect(block?.prose).toMatch(prose);
    return block?.code ?? '';
  };
}
