import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { IServerFeaturesServer } from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { EventLog } from './log.js';
import { streamsOf, type Calls, type Faults } from './streams.js';

/** The number of concurrent calls that a real server accepts on one connection. */
const CONCURRENT_CALLS = 100;

export interface EventStoreDbServer {
  url: string;
  readonly calls: Readonly<Calls>;
  /** Drops all connections. */
  dropConnections(): void;
  /** Answers no call for a while, and then all waiting ones. */
  silence(ms: number): void;
  /** Mutes the open subscriptions without closing them. */
  muteSubscriptions(): void;
  /** Commits the next append and drops all connections instead of answering. */
  loseNextAnswer(): void;
  /** Rejects the next call that requires the leader, and names itself as the leader. */
  refuseNextAsFollower(): void;
  /** Answers appends without their position from now on. */
  leaveOutPositions(): void;
  /** Writes system events. */
  writeSystemEvents(count: number): void;
  /** Neither commits nor answers appends to streams with a prefix, until `answerAppends`. */
  holdAppends(prefix: string): void;
  /** True after an append was held. */
  holdsAppend(): boolean;
  answerAppends(): void;
  /** Removes the newest events, as a restored backup does. */
  forgetNewest(count: number): void;
  /** Backs up the log. The returned function restores it. */
  backUp(): () => void;
  /** The metadata of the events of a stream, as the client sent them. */
  metadataOf(stream: string): unknown[];
  stop(): void;
}

/**
 * A single-node EventStoreDB in memory, served over the network, with faults on request. It starts with system events.
 * Port 0 chooses a free port.
 */
export async function startEventStoreDbServer(chosenPort = 0): Promise<EventStoreDbServer> {
  const log = new EventLog();
  const calls: Calls = { appends: 0, batchAppends: 0, openReads: 0, subscriptions: 0 };
  const faults: Faults = {
    insteadOfAnswer: undefined,
    leaderPort: undefined,
    leaveOutPositions: false,
    silentUntil: 0,
    muted: 0,
    held: undefined,
  };
  const server = new Server({ 'grpc.max_concurrent_streams': CONCURRENT_CALLS });
  server.addService(streamsService.StreamsService, streamsOf(log, calls, faults));
  server.addService(featuresService.ServerFeaturesService, offeringBatchAppend);
  const port = await listen(server, chosenPort);
  const address = `127.0.0.1:${String(port)}`;
  const dropConnections = () => server.drain(address, 0);
  log.appendSystemEvents(100);

  return {
    url: `esdb://${address}?tls=false`,
    calls,
    dropConnections,
    silence: (ms) => (faults.silentUntil = Date.now() + ms),
    muteSubscriptions: () => (faults.muted = calls.subscriptions),
    loseNextAnswer: () => (faults.insteadOfAnswer = dropConnections),
    refuseNextAsFollower: () => (faults.leaderPort = port),
    leaveOutPositions: () => (faults.leaveOutPositions = true),
    writeSystemEvents: (count) => log.appendSystemEvents(count),
    holdAppends: (prefix) => (faults.held = { prefix, isReached: false }),
    holdsAppend: () => faults.held?.isReached === true,
    answerAppends: () => (faults.held = undefined),
    forgetNewest: (count) => {
      log.forgetNewest(count);
    },
    backUp: () => log.backUp(),
    metadataOf: (stream) =>
      log.stream(stream).map(({ metadata }): unknown => JSON.parse(Buffer.from(metadata).toString())),
    stop: () => server.forceShutdown(),
  };
}

/** Offers the batch append, so that a test detects a client that uses it. */
const offeringBatchAppend: IServerFeaturesServer = {
  getSupportedMethods: (_, answer) => {
    const batchAppend = new features.SupportedMethod()
      .setServiceName('event_store.client.streams.streams')
      .setMethodName('batchappend');
    answer(null, new features.SupportedMethods().setMethodsList([batchAppend]));
  },
};

function listen(server: Server, chosenPort: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${String(chosenPort)}`, ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}
