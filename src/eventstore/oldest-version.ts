import { isDeepStrictEqual } from 'node:util';
import { ERASED } from '../domain/event.js';
import type { EventDefinition } from '../domain/event.js';

type Data = Record<string, unknown>;

/**
 * Returns the data of an event in the oldest version that holds all of it. During an upgrade, processes of the earlier
 * release run beside this one and cannot read a newer version; most events need none of its fields. A field that is
 * derived from a personal one is kept, because nothing derives it after an erasure.
 */
export function inOldestVersion(
  { upcasts, version, personal }: Pick<EventDefinition, 'upcasts' | 'version' | 'personal'>,
  data: Data,
): { readonly version: number; readonly data: Data } {
  let oldest = { version, data };
  for (const upcast of upcasts.toReversed()) {
    const added = Object.keys(upcast({}));
    const before = without(oldest.data, added);
    const erased = upcast({ ...before, ...Object.fromEntries(namesIn(before, personal).map(toErased)) });
    const isDerived = added.every((name) => isDeepStrictEqual(erased[name], oldest.data[name]));
    if (!isDerived || !isDeepStrictEqual(upcast(before), oldest.data)) break;
    oldest = { version: oldest.version - 1, data: before };
  }
  return oldest;
}

function without(data: Data, names: readonly string[]): Data {
  return Object.fromEntries(Object.entries(data).filter(([name]) => !names.includes(name)));
}

function namesIn(data: Data, names: readonly string[]): string[] {
  return names.filter((name) => name in data);
}

function toErased(name: string): [string, unknown] {
  return [name, ERASED];
}
