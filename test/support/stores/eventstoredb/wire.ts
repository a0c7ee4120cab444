import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { AppendReq, ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { StreamIdentifier } from '@eventstore/db-client/generated/shared_pb.js';
import type { Expected, LoggedEvent, ProposedEvent, Verdict } from './log.js';

const TICKS_PER_MS = 10_000n;

export function nameOf(identifier: StreamIdentifier | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
}

export function expectedOf(options: AppendReq.Options): Expected {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no_stream';
  return options.hasStreamExists() ? 'exists' : Number(options.getRevision());
}

export function proposedOf(message: AppendReq.ProposedMessage): ProposedEvent {
  const metadata = message.getMetadataMap();
  return {
    id: message.getId()?.getString() ?? '',
    type: metadata.get('type') ?? '',
    contentType: metadata.get('content-type') ?? '',
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

/** The answer to an append. A server may omit the position. */
export function appendAnswer(outcome: Verdict, withPosition: boolean) {
  const answer = new streams.AppendResp();
  if (outcome.verdict === 'appended') {
    const success = new streams.AppendResp.Success().setCurrentRevision(String(outcome.last.revision));
    const place = String(outcome.last.place);
    if (withPosition) {
      success.setPosition(
        new streams.AppendResp.Position().setCommitPosition(place).setPreparePosition(place),
      );
    } else success.setNoPosition(new shared.Empty());
    return answer.setSuccess(success);
  }
  const wrong = new streams.AppendResp.WrongExpectedVersion().setExpectedAny(new shared.Empty());
  if (outcome.current === undefined) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(outcome.current));
  return answer.setWrongExpectedVersion(wrong);
}

export function eventAnswer(event: LoggedEvent): ReadResp {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(event.id))
    .setStreamIdentifier(identifierOf(event.stream))
    .setStreamRevision(String(event.revision))
    .setCommitPosition(String(event.place))
    .setPreparePosition(String(event.place))
    .setCustomMetadata(event.metadata)
    .setData(event.data);
  recorded
    .getMetadataMap()
    .set('type', event.type)
    .set('content-type', event.contentType)
    .set('created', String(BigInt(event.created.getTime()) * TICKS_PER_MS));
  const read = new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(String(event.place));
  return new streams.ReadResp().setEvent(read);
}

export function notFoundAnswer(stream: string): ReadResp {
  const missing = new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifierOf(stream));
  return new streams.ReadResp().setStreamNotFound(missing);
}

export function confirmationAnswer(): ReadResp {
  return new streams.ReadResp().setConfirmation(new streams.ReadResp.SubscriptionConfirmation());
}

/** Tells whether the filter of a subscription accepts an event. */
export function wants(filter: ReadReq.Options.FilterOptions | undefined, event: LoggedEvent): boolean {
  const byType = filter?.getEventType();
  const expression = byType ?? filter?.getStreamIdentifier();
  if (!expression) return true;
  const text = byType ? event.type : event.stream;
  if (expression.getRegex() !== '') return new RegExp(expression.getRegex()).test(text);
  return expression.getPrefixList().some((prefix) => text.startsWith(prefix));
}

/** Returns the events of a read that is not a subscription. */
export function selectEvents(
  options: ReadReq.Options,
  all: readonly LoggedEvent[],
  stream: readonly LoggedEvent[],
) {
  const backwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
  const count = Number(options.getCount());
  const from = options.getStream();
  const position = options.getAll()?.getPosition();
  // A forward read includes the event at its start position; a backward read does not.
  const wanted = (from ? stream : all).filter(({ revision, place }) => {
    if (from?.hasRevision())
      return backwards ? revision <= Number(from.getRevision()) : revision >= Number(from.getRevision());
    if (!position) return true;
    return backwards
      ? place < Number(position.getCommitPosition())
      : place >= Number(position.getCommitPosition());
  });
  return (backwards ? wanted.toReversed() : wanted).slice(0, count);
}

function identifierOf(stream: string): StreamIdentifier {
  return new shared.StreamIdentifier().setStreamName(Buffer.from(stream, 'utf8'));
}
