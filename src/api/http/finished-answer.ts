import type { Position } from '../../eventstore/port.js';
import type { Answer, AnswerHeaders, Content } from './answer.js';
import type { Chunks } from './stream-answer.js';

/** A complete answer, ready to be sent or stored. */
export interface FinishedAnswer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: string;
  /** The id of the user that an anonymous request belongs to. */
  readonly user?: string;
  /** A body that is not JSON, in place of `body`. */
  readonly bytes?: Buffer;
  /** The body of a stream, in place of `body`. */
  readonly stream?: Chunks;
}

/** Serializes an answer. Waits until the read models have reached its position, for a bounded time. */
export async function finishAnswer(
  answer: Answer,
  waitForReadModels: (position: Position) => Promise<boolean>,
): Promise<FinishedAnswer> {
  const { status, body, content, position = null, revision, headers, user, stream } = answer;
  const consistent = position === null || (await waitForReadModels(position));
  return {
    status,
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json; charset=utf-8' }),
      ...(content !== undefined && { 'Content-Type': contentType(content) }),
      'Cache-Control': 'no-store',
      ...(revision !== undefined && { ETag: `"${String(revision)}"` }),
      ...(position !== null && { 'Event-Position': position }),
      ...(!consistent && { Consistency: 'pending' }),
      ...headers,
    },
    body: body === undefined ? '' : JSON.stringify(body),
    ...(user !== undefined && { user }),
    ...(content !== undefined && { bytes: content.bytes }),
    ...(stream !== undefined && { stream }),
  };
}

function contentType({ media }: Content): string {
  return media.startsWith('text/') ? `${media}; charset=utf-8` : media;
}
