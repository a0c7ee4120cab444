import type { Position, StoredEvent } from '../../../src/eventstore/port.js';
import { startCredence } from '../server/credence.js';
import { freePort } from '../server/free-port.js';
import type { Answer, Credence } from '../server/credence.js';
import { createHostileProvider } from './hostile-provider.js';
import type { Claims, HostileProvider } from './hostile-provider.js';
import { useStores } from '../stores/stores.js';
import { createVisitor } from '../clients/visitor.js';
import type { Visitor } from '../clients/visitor.js';

/** What the program is registered with at every hostile provider. */
export const OUR_CLIENT = {
  client_id: 'ours',
  client_secret: 'a secret of ours, of 32 characters',
  client_auth: 'post',
};

/** Somebody who stands before the way back from a provider. */
export interface PendingCallback {
  readonly visitor: Visitor;
  readonly callbackUrl: URL;
}

/** The program with a provider by the name of `hostile`, which is trusted with every domain. */
export interface CredenceWithHostileProvider {
  readonly credence: Credence;
  readonly provider: HostileProvider;
  /** Goes to a provider and stands before the way back. */
  authorize(name?: string, query?: string): Promise<PendingCallback>;
  /** Goes the way back. */
  finishCallback(returning: PendingCallback): Promise<Answer>;
  /** The whole way, in a browser of its own. */
  signIn(name?: string): Promise<Answer>;
  /** What was written to the log since a moment ago. Mails do not count: their place depends on the mail server. */
  eventsSince(head: Position): Promise<StoredEvent[]>;
  head(): Promise<Position>;
  /** Another process of the same installation, which has no providers. */
  startWithoutProviders(): Promise<Credence>;
  stop(): Promise<void>;
}

/**
 * @param user what the provider says of its user
 * @param more what else `OAUTH_PROVIDERS` names, and what else the program is told, both made of the provider's issuer
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
