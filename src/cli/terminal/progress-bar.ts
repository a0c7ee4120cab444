const WIDTH = 30;
/** Time between two lines where the output is a file, and between two drawings on a terminal. */
const LINE_MS = 2000;
const DRAW_MS = 100;

/**
 * Returns a function that shows how much of a task is done: a bar on a terminal, elsewhere a line now and then.
 *
 * @param action the noun and verb of the lines, such as `events verified`
 */
export function openProgressBar(
  action: string,
  write: (text: string) => void,
  isTerminal: boolean,
): (done: number, total: number | null) => void {
  const started = Date.now();
  let drawn = started;
  let isComplete = false;
  return (done, total) => {
    if (isComplete) return;
    const isOver = total !== null && done >= total;
    if (Date.now() - drawn < (isTerminal ? DRAW_MS : LINE_MS) && !(isOver && isTerminal)) return;
    isComplete = isOver;
    drawn = Date.now();
    const of = total === null ? '' : ` of ${String(total)}`;
    const text = `${String(done)}${of} ${action}${paceOf(done, total, Date.now() - started)}`;
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

/** Returns the rate, and the time that is left. */
function paceOf(done: number, total: number | null, elapsedMs: number): string {
  if (done === 0 || elapsedMs === 0) return '';
  const perSecond = (done * 1000) / elapsedMs;
  const rate = `, ${String(Math.round(perSecond))}/s`;
  return total === null || done >= total
    ? rate
    : `${rate}, ${String(Math.ceil((total - done) / perSecond))} s left`;
}

function barOf(share: number): string {
  const full = Math.round(share * WIDTH);
  return `${'#'.repeat(full)}${' '.repeat(WIDTH - full)}`;
}
