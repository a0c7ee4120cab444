import type { RequestHandler } from 'express';

/** The dates of an operation that clients should leave. It works as before until the second. */
export interface Deprecation {
  readonly since: Date;
  readonly sunset: Date;
}

/**
 * Announces in every answer, also in refusals, that an operation is deprecated (RFC 9745) and when it ends (RFC 8594).
 *
 * @throws RangeError the end is before the start
 */
export function announceDeprecation({ since, sunset }: Deprecation): RequestHandler {
  if (sunset < since) throw new RangeError('An operation cannot end before it is deprecated.');
  const headers = {
    Deprecation: `@${String(Math.floor(since.getTime() / 1000))}`,
    Sunset: sunset.toUTCString(),
  };
  return (_request, response, next) => {
    response.set(headers);
    response.append('Access-Control-Expose-Headers', 'Deprecation,Sunset');
    next();
  };
}

/** Returns the members of an OpenAPI operation that tell its deprecation; none for other operations. */
export function documentedDeprecation(deprecation: Deprecation | undefined): object {
  if (deprecation === undefined) return {};
  const [since, sunset] = [deprecation.since, deprecation.sunset].map((date) =>
    date.toISOString().slice(0, 10),
  );
  return { deprecated: true, description: `Deprecated since ${String(since)}. Ends on ${String(sunset)}.` };
}
