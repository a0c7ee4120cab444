import type { Lifecycle } from '../src/runtime/lifecycle.js';
import type { DatabaseServer } from './database.js';
import { withInfrastructure } from './infrastructure.js';
import { fillLog } from './journeys.js';
import type { Measurement } from './measure.js';
import { measureAppends } from './measures/appends.js';
import { measureCommandCosts } from './measures/command-costs.js';
import { measureConsumers } from './measures/consumers.js';
import { measureDecisions } from './measures/decisions.js';
import { measurePull, measureStreams } from './measures/feed.js';
import { measureGrowth, populate } from './measures/growth.js';
import { measureLaterCosts } from './measures/later-costs.js';
import { measureNotary } from './measures/notary.js';
import { measureNotaryLag } from './measures/notary-lag.js';
import { measureOrganizationGrowth } from './measures/organization-growth.js';
import { measureOverload } from './measures/overload.js';
import { measurePeer } from './measures/peer.js';
import { measureRebuild } from './measures/rebuild.js';
import { measureReplay } from './measures/replay.js';
import { measureRevocations } from './measures/revocations.js';
import { measureSecondFactors } from './measures/second-factors.js';
import { measureSignInMail } from './measures/sign-in-mail.js';
import { measureSoak } from './measures/soak.js';
import { measureStartUp } from './measures/start-up.js';
import { createPopulation, measureTimingClasses } from './measures/timing-classes.js';
import { measureVerification } from './measures/verification.js';
import { measureWebhooks } from './measures/webhooks.js';
import { measureWithHashing } from './measures/with-hashing.js';
import { measureWithoutHashing } from './measures/without-hashing.js';
import { startMailSink } from './programs/mail-sink.js';
import { startStatementCounter } from './programs/statement-counter.js';
import {
  SERVICE_TOKEN,
  startApi,
  startBareExpress,
  startPeer,
  startPrivateService,
  startService,
  startServiceWithoutHashing,
} from './programs/programs.js';
import { startWebhookSink } from './programs/webhook-sink.js';

/** Events in the log of the measured rebuild. */
const EVENTS_BEFORE_REBUILD = 50_000;
/** People in the smaller database of the growth measurement. */
const FEW_PEOPLE = 10_000;

/** Organisations in the smaller database of their measurement. */
const FEW_ORGANIZATIONS = 1_000;

/** The size of a measurement, from the command line. */
export interface Scale {
  readonly people: number;
  readonly organizations: number;
  readonly minutes: number;
  /** Events per second of the consumers. */
  readonly eventsPerSecond: number;
}

export type Measure = (server: DatabaseServer, lifecycle: Lifecycle, scale: Scale) => Promise<Measurement[]>;

/** All measurements by name. */
export const MEASURES: Readonly<Record<string, Measure>> = {
  async appends(server) {
    return await measureAppends(await server.create('appends'));
  },

  verification: measureVerification,

  async 'without-hashing'(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    const stores = { databaseUrl: await server.create('without_hashing'), smtpUrl: sink.url };
    const bare = await startPart(lifecycle, startBareExpress());
    return await measureWithoutHashing(
      await startPart(lifecycle, startServiceWithoutHashing(stores)),
      bare,
      sink,
    );
  },

  async 'with-hashing'(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    const stores = { databaseUrl: await server.create('with_hashing'), smtpUrl: sink.url };
    return await measureWithHashing(await startPart(lifecycle, startService(stores)), 'bcrypt');
  },

  async 'with-argon2id'(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    const stores = { databaseUrl: await server.create('with_argon2id'), smtpUrl: sink.url };
    const service = startService(stores, { PASSWORD_HASH: 'argon2id' });
    return await measureWithHashing(await startPart(lifecycle, service), 'argon2id');
  },

  async overload(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    const stores = { databaseUrl: await server.create('overload'), smtpUrl: sink.url };
    return await measureOverload(await startPart(lifecycle, startService(stores)));
  },

  async 'command-costs'(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    const databaseUrl = await server.create('command_costs');
    const counter = await startPart(lifecycle, startStatementCounter(databaseUrl));
    const stores = { databaseUrl: counter.url, smtpUrl: sink.url };
    const service = await startPart(lifecycle, startServiceWithoutHashing(stores));
    const costs = await measureCommandCosts(service, counter, databaseUrl, sink);
    return [...costs, ...(await measureLaterCosts(service, databaseUrl))];
  },

  async notary(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    const stores = { databaseUrl: await server.create('notary'), smtpUrl: sink.url };
    // A short interval shortens the measurement, and makes the notary look more often than in operation.
    const service = startServiceWithoutHashing(stores, { CHECKPOINT_INTERVAL: '1s' });
    return await measureNotary(await startPart(lifecycle, service), stores.databaseUrl);
  },

  async 'notary-lag'(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    const stores = { databaseUrl: await server.create('notary_lag'), smtpUrl: sink.url };
    await startPart(lifecycle, startServiceWithoutHashing(stores));
    return await measureNotaryLag(stores);
  },

  async growth(server, lifecycle, { people }) {
    const sink = await startPart(lifecycle, startMailSink());
    const openSite = async (count: number) => {
      const databaseUrl = await server.create(`growth_${String(count)}`);
      const stores = { databaseUrl, smtpUrl: sink.url };
      const service = await startPart(lifecycle, startServiceWithoutHashing(stores));
      await populate({ stores, people: count });
      return { people: count, stores, service };
    };
    return await measureGrowth(await openSite(FEW_PEOPLE), await openSite(people));
  },

  async organizations(server, lifecycle, { organizations: most }) {
    const sink = await startPart(lifecycle, startMailSink());
    const openSite = async (organizations: number) => {
      const databaseUrl = await server.create(`organizations_${String(organizations)}`);
      const stores = { databaseUrl, smtpUrl: sink.url };
      const service = await startPart(lifecycle, startServiceWithoutHashing(stores));
      return { organizations, stores, service };
    };
    return await measureOrganizationGrowth(await openSite(FEW_ORGANIZATIONS), await openSite(most));
  },

  async 'timing-classes'(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    const stores = { databaseUrl: await server.create('timing_classes'), smtpUrl: sink.url };
    const open = await startService(stores);
    const people = await createPopulation(open).finally(() => open.stop());
    return await measureTimingClasses(await startPart(lifecycle, startPrivateService(stores)), people);
  },

  async 'sign-in-mail'(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    const stores = { databaseUrl: await server.create('sign_in_mail'), smtpUrl: sink.url };
    return await measureSignInMail(await startPart(lifecycle, startServiceWithoutHashing(stores)), sink);
  },

  async 'second-factors'(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    const storesOf = async (name: string) => ({ databaseUrl: await server.create(name), smtpUrl: sink.url });
    const [stores, otherStores] = [await storesOf('second_factors'), await storesOf('second_factors_bcrypt')];
    const service = await startPart(lifecycle, startServiceWithoutHashing(stores));
    const bare = await startPart(lifecycle, startBareExpress());
    const withBcrypt = await startPart(lifecycle, startService(otherStores));
    return await measureSecondFactors(service, { bare, withBcrypt });
  },

  async replay(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    return await measureReplay({ databaseUrl: await server.create('replay'), smtpUrl: sink.url });
  },

  async rebuild(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    const stores = { databaseUrl: await server.create('rebuild'), smtpUrl: sink.url };
    await withInfrastructure(stores, ({ log }) => fillLog(log, EVENTS_BEFORE_REBUILD));
    return await measureRebuild(await startPart(lifecycle, startServiceWithoutHashing(stores)));
  },

  async feed(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    const storesOf = async (name: string) => ({ databaseUrl: await server.create(name), smtpUrl: sink.url });
    const pulled = await measurePull(await storesOf('feed_pull'));
    const service = startServiceWithoutHashing(await storesOf('feed_streams'));
    return [...pulled, ...(await measureStreams(await startPart(lifecycle, service)))];
  },

  async revocations(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    const stores = { databaseUrl: await server.create('revocations'), smtpUrl: sink.url };
    const api = await startPart(lifecycle, startApi(stores));
    const scale = { servers: 20, sessions: 1_000_000, revoked: 10_000, revokedPerSecond: 500 };
    return await withInfrastructure(stores, ({ log }) =>
      measureRevocations(log.store, { issuer: api.url, apiKey: SERVICE_TOKEN }, scale),
    );
  },

  async decisions(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    const stores = { databaseUrl: await server.create('decisions'), smtpUrl: sink.url };
    const service = await startPart(lifecycle, startServiceWithoutHashing(stores));
    return await measureDecisions(service, await startPart(lifecycle, startBareExpress()));
  },

  async webhooks(server, lifecycle) {
    const mails = await startPart(lifecycle, startMailSink());
    const sink = await startPart(lifecycle, startWebhookSink());
    const stores = { databaseUrl: await server.create('webhooks'), smtpUrl: mails.url };
    const service = startServiceWithoutHashing(stores, { WEBHOOK_ALLOW_PRIVATE: 'true' });
    return await measureWebhooks(await startPart(lifecycle, service), sink);
  },

  async consumers(server, lifecycle, { minutes, eventsPerSecond }) {
    const sink = await startPart(lifecycle, startMailSink());
    const stores = { databaseUrl: await server.create('consumers'), smtpUrl: sink.url };
    return await measureConsumers(stores, { minutes, eventsPerSecond });
  },

  'start-up': () => measureStartUp(),

  async peer(server, lifecycle) {
    const sink = await startPart(lifecycle, startMailSink());
    const storesOf = async (name: string) => ({ databaseUrl: await server.create(name), smtpUrl: sink.url });
    const withoutHashing = await measurePeer(
      await startPart(lifecycle, startServiceWithoutHashing(await storesOf('peer_ours'))),
      await startPart(lifecycle, startPeer(await server.create('peer_theirs'), 'off')),
      'hashing off',
    );
    const withBcrypt = await measurePeer(
      await startPart(lifecycle, startService(await storesOf('peer_ours_bcrypt'))),
      await startPart(lifecycle, startPeer(await server.create('peer_theirs_bcrypt'), 'bcrypt')),
      'with bcrypt',
    );
    return [...withoutHashing, ...withBcrypt];
  },

  async soak(server, lifecycle, { minutes }) {
    const sink = await startPart(lifecycle, startMailSink());
    const stores = { databaseUrl: await server.create('soak'), smtpUrl: sink.url };
    return await measureSoak(await startPart(lifecycle, startServiceWithoutHashing(stores)), minutes);
  },
};

/** Measurements that run only when they are named: they take long, or need packages of their own. */
export const ON_REQUEST: ReadonlySet<string> = new Set(['consumers', 'soak', 'peer']);

async function startPart<Part extends { stop(): Promise<void> }>(
  lifecycle: Lifecycle,
  starting: Promise<Part>,
): Promise<Part> {
  const part = await starting;
  lifecycle.defer(() => part.stop());
  return part;
}
