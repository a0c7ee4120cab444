import { claimAt } from '../../../domain/claim/claim.js';
import type { Claim } from '../../../domain/claim/claim.js';
import { claim } from '../../../domain/claim/decisions.js';
import type { Aggregate } from '../../../domain/aggregate.js';
import { fold } from '../../../domain/aggregate.js';
import { DomainError } from '../../../domain/domain-error.js';
import type { DomainEvent } from '../../../domain/event-catalog.js';
import type { UserId } from '../../../domain/ids.js';
import { importUser } from '../../../domain/user/decisions.js';
import type { ImportedUser } from '../../../domain/user/decisions.js';
import { userAt } from '../../../domain/user/user.js';
import type { User } from '../../../domain/user/user.js';
import type { Cause } from '../../../eventstore/codec.js';
import { forgetFolds, loadFolded } from '../../../eventstore/folding/folded-streams.js';
import type { FoldedStream } from '../../../eventstore/folding/fold-cache.js';
import { appendChanges, recordEvents } from '../../append-changes.js';
import type { Change } from '../../append-changes.js';
import type { CommandDependencies } from '../../dependencies.js';
import { retryOnConflict } from '../../retry-on-conflict.js';

/** Account to import, with its id in this service. */
export interface Candidate {
  readonly userId: UserId;
  readonly user: ImportedUser;
}

/** Result of one account: it is new, it exists already, or the code of its refusal. */
export type ImportOutcome = 'imported' | 'unchanged' | DomainError['code'];

/** Folds that decisions of the same batch have changed, by the name of their stream. */
type Folds = Map<string, FoldedStream>;

/**
 * Imports a batch of accounts in one append. Accounts that exist stay as they are.
 *
 * @param imagined the folds of a dry run, which writes nothing, and remembers its decisions here from batch to batch. Null for
 *   an import
 * @returns the result of each candidate, in order
 * @throws WrongExpectedRevision other writers were faster every time
 * @throws LogUnavailable the log did not answer; the same batch may be imported again
 */
export async function importUsers(
  { log }: Pick<CommandDependencies, 'log'>,
  candidates: readonly Candidate[],
  imagined: Folds | null,
  cause: Cause,
): Promise<ImportOutcome[]> {
  const aggregates = candidates.flatMap(aggregatesOf);
  return await retryOnConflict(async (isFirst) => {
    if (!isFirst) forgetFolds(log, aggregates);
    const folds = await foldsOf(log, aggregates, imagined);
    const changes: Change[] = [];
    const outcomes = candidates.map((candidate) => decide(candidate, folds, changes, cause));
    if (imagined === null && changes.length > 0) await appendChanges(log, { changes, guarded: [] }, cause);
    return outcomes;
  });
}

function aggregatesOf({
  userId,
  user,
}: Candidate): [Aggregate<Claim, DomainEvent>, Aggregate<User, DomainEvent>] {
  return [claimAt(user.claim), userAt(userId)];
}

/** Loads each stream once. */
async function foldsOf(
  log: CommandDependencies['log'],
  aggregates: readonly Aggregate<unknown, DomainEvent>[],
  imagined: Folds | null,
): Promise<Folds> {
  const folds: Folds = imagined ?? new Map<string, FoldedStream>();
  const missing = new Map(
    aggregates.filter(({ stream }) => !folds.has(stream)).map((aggregate) => [aggregate.stream, aggregate]),
  );
  for (const folded of await loadFolded(log, [...missing.values()]))
    folds.set(folded.aggregate.stream, folded);
  return folds;
}

/** Decides one account, and adds its events to the changes and the folds. */
function decide(candidate: Candidate, folds: Folds, changes: Change[], cause: Cause): ImportOutcome {
  const { userId, user } = candidate;
  const [claimed, account] = aggregatesOf(candidate);
  try {
    const opening = importUser(stateOf(folds, account), user);
    if (opening.length === 0) return 'unchanged';
    const claiming = claim(stateOf(folds, claimed), userId);
    record(claimed, claiming);
    record(account, opening);
    return 'imported';
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return error.code;
  }

  function record(aggregate: Aggregate<unknown, DomainEvent>, decided: readonly DomainEvent[]): void {
    const loaded = folds.get(aggregate.stream);
    if (loaded === undefined || decided.length === 0) return;
    const events = recordEvents(loaded, decided, cause);
    changes.push({ name: aggregate.stream, loaded, events });
    const state = fold(aggregate, events, loaded.state);
    folds.set(aggregate.stream, { ...loaded, state, revision: events.at(-1)?.revision ?? loaded.revision });
  }
}

/** The fold was made by the same aggregate, so that its state has its type. */
function stateOf<State>(folds: Folds, aggregate: Aggregate<State, DomainEvent>): State {
  return (folds.get(aggregate.stream)?.state ?? aggregate.initial) as State;
}
