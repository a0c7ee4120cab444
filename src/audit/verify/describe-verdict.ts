import type { Checkpoint } from '../notes/checkpoint.js';
import { MOST_DIFFERENCES } from './compare-leaves.js';
import type { Difference } from './compare-leaves.js';
import type { Verdict } from './verify-log.js';

/** The most differences that are named one by one. */
const MOST = 20;

/** Returns a sentence for each finding of a verification. There is none if the log is the signed one. */
export function describeVerdict(verdict: Verdict, trusted: Checkpoint | null): string[] {
  const { differences, wrongCheckpoints, isTreeTrusted, isLogTrusted } = verdict;
  return [
    ...atMost(differences.map(describeDifference)),
    ...atMost(
      wrongCheckpoints.map(
        (size) => `The checkpoint of ${String(size)} events does not fit the log and the key.`,
      ),
    ),
    ...(isLogTrusted
      ? []
      : [`The log does not start with the ${String(trusted?.size)} events of the given checkpoint.`]),
    ...(isTreeTrusted
      ? []
      : ['The signed leaves do not lead to the given checkpoint: they were changed or signed anew.']),
  ];
}

function describeDifference(difference: Difference): string {
  const place = `Event ${String(difference.index)}`;
  switch (difference.kind) {
    case 'changed':
      return `${place} was changed: ${difference.event.name()}.`;
    case 'moved':
      return `${place} was reordered: ${difference.event.name()} is signed at another place.`;
    case 'inserted':
      return `An event was inserted before event ${String(difference.index)}: ${difference.event.name()}.`;
    case 'removed':
      return `${place} was removed.`;
    case 'truncated':
      return `The log was truncated: the last ${String(difference.count)} signed events, from event ${String(difference.index)} on, are missing.`;
    case 'replaced':
      return 'The log was replaced: it has none of the signed events.';
  }
}

function atMost(sentences: readonly string[]): string[] {
  const further = sentences.length - MOST;
  if (further <= 0) return [...sentences];
  const more = sentences.length < MOST_DIFFERENCES ? 'more' : 'or more further ones';
  return [...sentences.slice(0, MOST), `And ${String(further)} ${more}.`];
}
