const WIDTH = 30;
/** Time between two lines where the output is a file, and between two drawings on a terminal. */
const LINE_MS = 2000;
const DRAW_MS = 100;

/**
 * Returns a function that shows how much of a task is done: a bar on a terminal, elsewhere a line now and then.
 *
 * @param action the verb of the lines, such as `verified`
 */
export function openProgressBar(
  action: string,
  write: (text: string) => void,
  isTerminal: boolean,
): (done: number, total: number | null) => void {
  let drawn = Date.now();
  let isComplete = false;
  return (done, total) => {
    if (isComplete) return;
    const isOver = total !== null && done >= total;
    if (Date.now() - drawn < (isTerminal ? DRAW_MS : LINE_MS) && !(isOver && isTerminal)) return;
    isComplete = isOver;
    drawn = Date.now();
    const of = total === null ? '' : ` of ${String(total)}`;
    const text = `${String(done)}${of} events ${action}`;
    if (!isTerminal) write(`${text}\n`);
    else if (total === null || total === 0) write(`\r${text}\u001b[K`);
    else write(`\r[${barOf(Math.min(1, done / total))}] ${text}\u001b[K${isOver ? '\n' : ''}`);
  };
}

/** Returns a function that shows a share of a task with a text: a bar on a terminal, elsewhere a line now and then. */
export function openProgressLine(
  write: (text: string) => void,
  isTerminal: boolean,
): (share: number, text: string, isOver: boolean) => void {
  let drawn = Date.now();
  return (share, text, isOver) => {
    if (Date.now() - drawn < (isTerminal ? DRAW_MS : LINE_MS) && !(isOver && isTerminal)) return;
    drawn = Date.now();
    write(isTerminal ? `\r[${barOf(share)}] ${text}\u001b[K${isOver ? '\n' : ''}` : `${text}\n`);
  };
}

function barOf(share: number): string {
  const full = Math.round(share * WIDTH);
  return `${'#'.repeat(full)}${' '.repeat(WIDTH - full)}`;
}
