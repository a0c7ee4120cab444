import { START } from '../port.js';
import type { Position } from '../port.js';

/** Translates positions of one log to those of its copy. */
export interface TranslatedPositions {
  /** Notes the position of an event in both logs. The events come in log order. */
  note(there: Position, here: Position): void;
  /** Returns the position in the copy of the last event up to one of the requested positions. */
  translate(position: Position): Position;
}

/** @param requested the positions in the source that are translated, in any order */
export function translatedPositions(requested: readonly Position[]): TranslatedPositions {
  const open = [...new Set(requested)].sort();
  const translated = new Map<Position, Position>();
  let last: Position = START;
  return {
    note(there, here) {
      for (let [next] = open; next !== undefined && next < there; [next] = open) {
        translated.set(next, last);
        open.shift();
      }
      last = here;
    },
    // Positions after the last event were not passed.
    translate: (position) => translated.get(position) ?? last,
  };
}
