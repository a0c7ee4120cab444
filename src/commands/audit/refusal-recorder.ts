import { randomUUID } from 'node:crypto';
import type { RefusalKind } from '../../domain/refusal/events.js';
import { refusalsOf } from '../../domain/refusal/refusals.js';
import type { Source } from '../../eventstore/codec.js';
import type { CommandDependencies } from '../dependencies.js';
import { appendUnread } from '../append-changes.js';

/** A request that was refused. */
export interface Refusal {
  readonly kind: RefusalKind;
  /** The exceeded limit, or null. */
  readonly rule: string | null;
  /** The network that the request came from. */
  readonly network: string;
  readonly actor: string;
  readonly correlationId: string;
  readonly source: Source;
}

/** Collects refused requests, so that a flood of them becomes few events. */
export interface RefusalRecorder {
  readonly note: (refusal: Refusal) => void;
  /** Records what was collected since the last call. */
  flush(): Promise<void>;
}

/** The sources of one kind that get events of their own in one interval. The others share one event. */
const MOST_SOURCES = 20;

interface Collected {
  readonly first: Omit<Refusal, 'network' | 'source'> & { readonly source: Source | null };
  readonly since: Date;
  count: number;
}

/** Creates a recorder whose memory and events are bounded, however many sources send requests. */
export function refusalRecorder({ log, now }: Pick<CommandDependencies, 'log' | 'now'>): RefusalRecorder {
  const collected = new Map<string, Collected>();
  const sources = new Map<RefusalKind, number>();

  /** Returns the entry of a refusal, or the one that the sources beyond the bound share. */
  function entryOf(refusal: Refusal): Collected {
    const { kind, rule, network, actor, correlationId, source } = refusal;
    const own = `${kind} ${rule ?? ''} ${network}`;
    const isOver = !collected.has(own) && (sources.get(kind) ?? 0) >= MOST_SOURCES;
    const name = isOver ? kind : own;
    const known = collected.get(name);
    if (known !== undefined) return known;
    const first = isOver
      ? { kind, rule: null, actor: 'anonymous', correlationId, source: null }
      : { kind, rule, actor, correlationId, source };
    if (!isOver) sources.set(kind, (sources.get(kind) ?? 0) + 1);
    const added = { first, since: now(), count: 0 };
    collected.set(name, added);
    return added;
  }

  async function record({ first, since, count }: Collected): Promise<void> {
    const { kind, rule, actor, correlationId, source } = first;
    const data = { kind, rule, count, since: since.toISOString() };
    const cause = { commandId: randomUUID(), correlationId, actor, now: now(), source };
    await appendUnread(log, refusalsOf(kind), [{ type: 'RequestsRefused', data }], cause);
  }

  return {
    note(refusal) {
      entryOf(refusal).count += 1;
    },
    async flush() {
      const entries = [...collected.values()];
      collected.clear();
      sources.clear();
      for (const entry of entries) await record(entry);
    },
  };
}
