import type { VersionChange } from '../../domain/operation/events.js';
import type { Outcome } from '../../projections/engine/rebuild/operations.js';
import type { Rebuild } from '../../projections/engine/rebuild/rebuilds.js';

/** The versions beside read models. */
export interface ReadModelVersions {
  /** Returns the read models with a second version. */
  list(): Promise<Rebuild[]>;
  /** Returns true for the name of a read model, such as `users@1`. */
  isKnown(reader: string): boolean;
  /**
   * Changes the versions of a read model.
   *
   * @param acceptsDifference true to promote a version that differs from the serving one
   */
  change(reader: string, change: VersionChange, acceptsDifference: boolean): Promise<Outcome>;
}
