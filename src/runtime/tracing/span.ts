/** The work that a span describes. None of it is personal data: no address, no id of a person, no path. */
export interface Work {
  /** The id of the request that caused the work, by which all its spans share a trace; null if none is known. */
  readonly requestId: string | null;
  readonly name: string;
  readonly kind: 'server' | 'client' | 'consumer';
  /** Text that tells the work from all other work of the request; empty for the request itself. */
  readonly key: string;
  /** The key of the work that contains this one; the request itself by default. */
  readonly parentKey?: string;
  readonly attributes: Readonly<Record<string, string | number | readonly string[]>>;
  /** The `traceparent` of a caller whose trace the request does not continue. */
  readonly linkedTo?: string;
}

/** Work that has ended now. */
export interface Span extends Work {
  /** The start, as `performance.now()` gave it. */
  readonly startedAt: number;
  readonly failed: boolean;
}

/** Records a span. It returns at once and never fails. */
export type RecordSpan = (span: Span) => void;

/** The traces of this installation. */
export interface Tracer {
  readonly record: RecordSpan;
  /** Returns the `traceparent` that tells the receiver of a request its trace; null if the trace is not recorded. */
  readonly traceparentOf: (work: Pick<Work, 'requestId' | 'key'>) => string | null;
}

/** Does work, and records its span. Without a recorder it only does the work. */
export async function traced<Result>(
  record: RecordSpan | null,
  work: Work,
  run: () => Promise<Result>,
): Promise<Result> {
  if (record === null) return await run();
  const startedAt = performance.now();
  let failed = true;
  try {
    const result = await run();
    failed = false;
    return result;
  } finally {
    record({ ...work, startedAt, failed });
  }
}
