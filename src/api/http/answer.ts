import type { z } from 'zod';
import type { Position } from '../../eventstore/port.js';
import type { Problem } from './problems/problem.js';
import type { Chunks } from './stream-answer.js';

/** The statuses of answers that are not problems, of refused GraphQL documents, and of failing readiness. */
type AnswerStatus = 200 | 201 | 202 | 302 | 400 | 503;

type MediaType = 'text/plain' | 'text/html' | 'application/samlmetadata+xml' | 'application/octet-stream';

/** The description of one answer of a route. */
interface AnswerShape {
  readonly description: string;
  /** The schema of the body. A redirect has none. */
  readonly body?: z.ZodType;
  /** The media type of a body that is not JSON. */
  readonly media?: MediaType;
  /** The media type of an answer that is a stream. It has no schema. */
  readonly streamType?: string;
  /** Descriptions of the headers of this answer, in addition to the common ones. */
  readonly headers?: Readonly<Record<string, string>>;
}
export type AnswerShapes = Readonly<Partial<Record<AnswerStatus, AnswerShape>>>;

/** A body that is not JSON. Only a GET route has one, whose answers are not stored. */
export interface Content<Media extends MediaType = MediaType> {
  readonly media: Media;
  readonly bytes: Buffer;
}

/** Header values by name. A header with several values is sent several times. */
export type AnswerHeaders = Readonly<Record<string, string | string[]>>;

/** The parts of an answer beside its status and body. */
interface AnswerMetadata {
  /** The log position of the change. The answer waits until the read models have reached it. */
  readonly position?: Position | null;
  /** The revision of the resource, sent as its `ETag`. */
  readonly revision?: number;
  readonly headers?: AnswerHeaders;
  /** The body of a stream, in place of `body`. */
  readonly stream?: Chunks;
  /** The problem behind a redirect with an error, for the log. */
  readonly problem?: Problem;
  /** The id of the user that an anonymous request belongs to, for the log. */
  readonly user?: string;
}

export interface Answer extends AnswerMetadata {
  readonly status: number;
  readonly body?: unknown;
  readonly content?: Content;
}

type BodyOf<Shape> = Shape extends { readonly body: infer Schema extends z.ZodType }
  ? { readonly body: z.input<Schema> }
  : Shape extends { readonly media: infer Media extends MediaType }
    ? { readonly body?: never; readonly content: Content<Media> }
    : { readonly body?: never };
/** The answers that conform to the shapes of a route: a declared status with the body of its schema. */
export type AnswerOf<Shapes> = {
  [Status in keyof Shapes & AnswerStatus]: AnswerMetadata & { readonly status: Status } & BodyOf<
      Shapes[Status]
    >;
}[keyof Shapes & AnswerStatus];
