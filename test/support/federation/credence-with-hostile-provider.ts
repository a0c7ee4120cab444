import type { Position, StoredEvent } from '../../../src/eventstore/port.js';
import { startCredence } from '../server/credence.js';
import { freePort } from '../server/free-port.js';
import type { Answer, Credence } from '../server/credence.js';
import { createHostileProvider } from './hostile-provider.js';
import type { Claims, HostileProvider } from './hostile-provider.js';
import { waitForDueJobs } from '../stores/due-jobs.js';
import { useStores } from '../stores/stores.js';
import { createVisitor } from '../clients/visitor.js';
import type { Visitor } from '../clients/visitor.js';

/** Client settings of the program at every hostile provider. */
export const OUR_CLIENT = {
  client_id: 'ours',
  client_secret: 'a secret of ours, of 32 characters',
  client_auth: 'post',
};

/** A browser that a provider has redirected to the callback URL, which it has not opened yet. */
export interface PendingCallback {
  readonly visitor: Visitor;
  readonly callbackUrl: URL;
}

/** The program with a provider named `hostile`, which it trusts with every email domain. */
export interface CredenceWithHostileProvider {
  readonly credence: Credence;
  readonly provider: HostileProvider;
  /** Starts a sign-in in a new browser and stops before the callback. */
  authorize(name?: string, query?: string): Promise<PendingCallback>;
  /** Opens the callback URL. */
  finishCallback(pending: PendingCallback): Promise<Answer>;
  /** Completes a sign-in in a new browser. */
  signIn(name?: string): Promise<Answer>;
  /** Returns the events after a position, without those of mails, whose order the mail server decides. */
  eventsSince(head: Position): Promise<StoredEvent[]>;
  head(): Promise<Position>;
  /** Waits until the workers have done all jobs that are due. */
  waitForDueJobs(): Promise<void>;
  /** Starts another process of the same installation, without providers. */
  startWithoutProviders(): Promise<Credence>;
  stop(): Promise<void>;
}

/**
 * Starts a hostile provider and the program.
 *
 * @param user claims of the provider's user
 * @param more further entries of `OAUTH_PROVIDERS` and further environment variables; both may use the issuer
 */
export async function startCredenceWithHostileProvider(
  user: Claims,
  more: {
    readonly providers?: (issuer: string) => Record<string, object>;
    readonly environment?: (issuer: string) => Record<string, string>;
  } = {},
): Promise<CredenceWithHostileProvider> {
  const stores = await useStores();
  const log = stores.openLog();
  const provider = await createHostileProvider(user);
  await provider.start();
  const { issuer } = provider;
  const hostile = { ...OUR_CLIENT, issuer, trusted_domains: ['*'], app_client_ids: ['our-app'] };
  const port = await freePort();
  const own = `http://127.0.0.1:${String(port)}`;
  const credence = await startCredence(
    {
      ...stores.environment,
      OAUTH_PROVIDERS: JSON.stringify({ hostile, ...more.providers?.(issuer) }),
      RATE_LIMITS: 'oauth.source=100000/1m',
      ...more.environment?.(issuer),
    },
    { port },
  );

  async function authorize(name = 'hostile', query = ''): Promise<PendingCallback> {
    const visitor = createVisitor();
    const callback = `${own}/oauth/${name}/callback`;
    const { url } = await visitor.visit(`${own}/oauth/${name}${query}`, { stopAt: callback });
    return { visitor, callbackUrl: url };
  }

  async function finishCallback({ visitor, callbackUrl }: PendingCallback): Promise<Answer> {
    const headers = { cookie: visitor.cookies(own) };
    return await credence.call('GET', `${callbackUrl.pathname}${callbackUrl.search}`, { headers });
  }

  return {
    credence,
    provider,
    authorize,
    finishCallback,
    signIn: async (name) => await finishCallback(await authorize(name)),
    head: () => log.head(),
    waitForDueJobs: () => waitForDueJobs(stores.databaseUrl),
    startWithoutProviders: () => startCredence(stores.environment),
    async eventsSince(head) {
      const events = await log.readAll({ after: head, limit: 100 });
      return events.filter(({ type }) => type !== 'MailSent' && type !== 'MailFailed');
    },
    async stop() {
      await credence.stop();
      await provider.stop();
      await log.stop();
      await stores.dispose();
    },
  };
}
