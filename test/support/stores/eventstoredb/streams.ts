import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { IStreamsServer } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { AppendReq, AppendResp, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import {
  Metadata,
  status,
  type ServerReadableStream,
  type ServerWritableStream,
  type StatusObject,
} from '@grpc/grpc-js';
import type { EventLog } from './log.js';
import {
  appendAnswer,
  confirmationAnswer,
  eventAnswer,
  expectedOf,
  nameOf,
  notFoundAnswer,
  proposedOf,
  selectEvents,
  wants,
} from './wire.js';

/** The calls that the server has received, and those in progress. */
export interface Calls {
  appends: number;
  batchAppends: number;
  openReads: number;
  subscriptions: number;
}

/** The faults to inject. */
export interface Faults {
  /** Commits the next append and runs this instead of answering. */
  insteadOfAnswer: (() => void) | undefined;
  /** Names this port as the leader's in the answer to the next call that requires the leader. */
  leaderPort: number | undefined;
  leaveOutPositions: boolean;
  /** The time before which nothing is answered. */
  silentUntil: number;
  /** The number of oldest subscriptions that are muted. */
  muted: number;
  /** An append to a stream with this prefix is neither committed nor answered. */
  held: { readonly prefix: string; isReached: boolean } | undefined;
}

/** The streams service of a single-node EventStoreDB, for the calls of the adapter. */
export function streamsOf(log: EventLog, calls: Calls, faults: Faults): IStreamsServer {
  async function speaking(): Promise<void> {
    await pause(Math.max(0, faults.silentUntil - Date.now()));
  }

  async function append(call: ServerReadableStream<AppendReq, AppendResp>): Promise<AppendResp | undefined> {
    calls.appends += 1;
    const requests: AppendReq[] = [];
    call.on('data', (request: AppendReq) => requests.push(request));
    await once(call, 'end');
    await speaking();
    const options = requests[0]?.getOptions();
    if (!options) throw new Error('An append starts with its options.');
    const stream = nameOf(options.getStreamIdentifier());
    if (faults.held !== undefined && stream.startsWith(faults.held.prefix)) {
      faults.held.isReached = true;
      return undefined;
    }
    const proposed = requests.flatMap((request) => request.getProposedMessage() ?? []).map(proposedOf);
    const verdict = log.append(stream, expectedOf(options), proposed);
    // The projections of a real server also write between other events.
    log.appendSystemEvents(1);
    const { insteadOfAnswer } = faults;
    faults.insteadOfAnswer = undefined;
    insteadOfAnswer?.();
    return insteadOfAnswer ? undefined : appendAnswer(verdict, !faults.leaveOutPositions);
  }

  async function read(call: ServerWritableStream<ReadReq, ReadResp>): Promise<void> {
    const options = call.request.getOptions();
    if (!options) throw new Error('A read has options.');
    calls.openReads += 1;
    call.once('close', () => (calls.openReads -= 1));
    call.once('cancelled', () => call.destroy());
    await speaking();
    if (options.hasSubscription()) {
      subscribe(call, options);
      return;
    }
    const stream = nameOf(options.getStream()?.getStreamIdentifier());
    const events = log.stream(stream);
    if (options.hasStream() && events.length === 0) call.write(notFoundAnswer(stream));
    for (const event of selectEvents(options, log.events, events)) {
      if (call.cancelled || call.destroyed) return;
      if (!call.write(eventAnswer(event))) await Promise.race([once(call, 'drain'), once(call, 'close')]);
    }
    call.end();
  }

  /** Supports subscriptions from the end only. */
  function subscribe(call: ServerWritableStream<ReadReq, ReadResp>, options: ReadReq.Options): void {
    calls.subscriptions += 1;
    const nth = calls.subscriptions;
    call.write(confirmationAnswer());
    const leave = log.follow((event) => {
      if (nth > faults.muted && wants(options.getFilter(), event)) call.write(eventAnswer(event));
    });
    call.once('close', leave);
  }

  function refusal(metadata: Metadata): Partial<StatusObject> | undefined {
    if (faults.leaderPort === undefined || metadata.get('requires-leader').length === 0) return undefined;
    const leader = new Metadata();
    leader.set('exception', 'not-leader');
    leader.set('leader-endpoint-host', '127.0.0.1');
    leader.set('leader-endpoint-port', String(faults.leaderPort));
    faults.leaderPort = undefined;
    return { code: status.NOT_FOUND, details: 'Another node leads.', metadata: leader };
  }

  return {
    append: (call, answer) => {
      const refused = refusal(call.metadata);
      if (refused) {
        answer(refused);
        return;
      }
      append(call).then(
        (response) => response && answer(null, response),
        (error: unknown) => answer({ code: status.INTERNAL, details: String(error) }),
      );
    },
    read: (call) => {
      const refused = refusal(call.metadata);
      if (refused) call.emit('error', refused);
      else read(call).catch((error: unknown) => call.destroy(error instanceof Error ? error : undefined));
    },
    batchAppend: () => {
      calls.batchAppends += 1;
    },
    delete: (_, answer) => answer({ code: status.UNIMPLEMENTED }),
    tombstone: (_, answer) => answer({ code: status.UNIMPLEMENTED }),
  };
}
