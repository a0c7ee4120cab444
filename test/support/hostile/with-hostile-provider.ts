import type { Position, StoredEvent } from '../../../src/eventstore/port.js';
import { startCredence } from '../server/credence.js';
import { freePort } from '../server/free-port.js';
import type { Answer, Credence } from '../server/credence.js';
import { hostileProvider } from './hostile-provider.js';
import type { Claims, HostileProvider } from './hostile-provider.js';
import { useStores } from '../stores/stores.js';
import { aVisitor } from '../clients/visitor.js';
import type { Visitor } from '../clients/visitor.js';

/** What the program is registered with at every hostile provider. */
export const OUR_CLIENT = {
  client_id: 'ours',
  client_secret: 'a secret of ours, of 32 characters',
  client_auth: 'post',
};

/** Somebody who stands before the way back from a provider. */
export interface Returning {
  readonly visitor: Visitor;
  readonly back: URL;
}

/** The program with a provider by the name of `hostile`, which is trusted with every domain. */
export interface WithHostileProvider {
  readonly credence: Credence;
  readonly provider: HostileProvider;
  /** Goes to a provider and stands before the way back. */
  setOff(name?: string, query?: string): Promise<Returning>;
  /** Goes the way back. */
  finish(returning: Returning): Promise<Answer>;
  /** The whole way, in a browser of its own. */
  enter(name?: string): Promise<Answer>;
  /** What was written to the log since a moment ago. Mails do not count: their place depends on the mail server. */
  eventsSince(head: Position): Promise<StoredEvent[]>;
  head(): Promise<Position>;
  /** Another process of the same installation, which has no providers. */
  withoutProviders(): Promise<Credence>;
  stop(): Promise<void>;
}

/**
 * @param person what the provider says of its user
 * @param more what else `OAUTH_PROVIDERS` names, and what else the program is told, both made of the provider's issuer
 */
export async function startWithHostileProvider(
  person: Claims,
  more: {
    readonly providers?: (issuer: string) => Record<string, object>;
    readonly environment?: (issuer: string) => Record<string, string>;
  } = {},
): Promise<WithHostileProvider> {
  const stores = await useStores();
  const log = stores.openLog();
  const provider = await hostileProvider(person);
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

  async function setOff(name = 'hostile', query = ''): Promise<Returning> {
    const visitor = aVisitor();
    const callback = `${own}/oauth/${name}/callback`;
    const { url } = await visitor.visit(`${own}/oauth/${name}${query}`, { notTo: callback });
    return { visitor, back: url };
  }

  async function finish({ visitor, back }: Returning): Promise<Answer> {
    const headers = { cookie: visitor.cookies(own) };
    return await credence.call('GET', `${back.pathname}${back.search}`, { headers });
  }

  return {
    credence,
    provider,
    setOff,
    finish,
    enter: async (name) => await finish(await setOff(name)),
    head: () => log.head(),
    withoutProviders: () => startCredence(stores.environment),
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
