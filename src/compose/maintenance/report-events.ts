/** Time between two progress lines. */
const REPORT_MS = 2000;

/** Returns a function that reports a number of events, at most every 2 seconds. */
export function reportEvents(action: string, report: (line: string) => void): (events: number) => void {
  let lastReport = Date.now();
  return (events) => {
    if (Date.now() - lastReport < REPORT_MS) return;
    lastReport = Date.now();
    report(`${events} events ${action}`);
  };
}
