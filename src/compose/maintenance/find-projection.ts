import type { Projection } from '../../projections/engine/projection.js';

/**
 * Returns the projection with a name.
 *
 * @throws UnknownProjection
 */
export function findProjection(projections: readonly Projection[], name: string): Projection {
  const projection = projections.find((candidate) => candidate.name === name);
  if (projection === undefined) throw new UnknownProjection(name, projections);
  return projection;
}

/** No projection has this name; the message lists the names. */
export class UnknownProjection extends Error {
  override readonly name = 'UnknownProjection';
  constructor(name: string, projections: readonly Projection[]) {
    super(
      `No projection is named ${name}. Projections: ${projections.map((known) => known.name).join(', ')}.`,
    );
  }
}
