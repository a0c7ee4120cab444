import { writeSync } from 'node:fs';

// Jest loads this file outside the tests, where `@jest/globals` has no values.
/** Separates the title of a skipped suite from the reason. */
export const SKIPPED = ' [skipped: ';

/** The parts of Jest's results that this reporter reads. */
interface Results {
  readonly testResults: readonly {
    readonly testFilePath: string;
    readonly testResults: readonly { readonly status: string; readonly ancestorTitles: readonly string[] }[];
  }[];
}

/** Test files of a whole project that this machine cannot run. Another project runs the same files. */
interface LeftOut {
  readonly title: string;
  readonly reason: string;
  /** Regular expressions for the paths. */
  readonly files: string;
  readonly except: string;
}

interface Skipped {
  readonly title: string;
  readonly reason: string;
  count: number;
}

const STDERR = 2;

/** Prints the skipped tests, their number and the reason as the last lines of a run. */
export default class SkippedTestsReporter {
  readonly #isFiltered: boolean;
  readonly #leftOut: LeftOut | undefined;

  constructor(config: { readonly testNamePattern?: string }, options: { readonly leftOut?: LeftOut } = {}) {
    this.#isFiltered = (config.testNamePattern ?? '') !== '';
    this.#leftOut = options.leftOut;
  }

  onRunComplete(_: unknown, results: Results): void {
    const lines = reportLines([...this.#skippedSuites(results), ...this.#leftOutFiles(results)]);
    if (lines.length === 0) return;
    // Jest prints its summary after this call, and that of `--json` even later.
    process.once('exit', () => writeSync(STDERR, `\n${lines.join('\n')}\n`));
  }

  #skippedSuites({ testResults }: Results): Skipped[] {
    const suites = new Map<string, Skipped>();
    for (const { status, ancestorTitles } of testResults.flatMap((file) => file.testResults)) {
      if (status !== 'pending' && status !== 'todo') continue;
      const marked = ancestorTitles.find((title) => title.includes(SKIPPED));
      // `--testNamePattern` reports all other tests as pending.
      if (marked === undefined && this.#isFiltered) continue;
      const full = marked ?? ancestorTitles[0] ?? 'tests without a suite';
      const [title = full, reason = 'no reason is given]'] = full.split(SKIPPED);
      const suite = suites.get(full) ?? { title, reason: reason.slice(0, -1), count: 0 };
      suite.count += 1;
      suites.set(full, suite);
    }
    return [...suites.values()];
  }

  #leftOutFiles({ testResults }: Results): Skipped[] {
    if (this.#leftOut === undefined) return [];
    const { title, reason } = this.#leftOut;
    const [files, except] = [new RegExp(this.#leftOut.files), new RegExp(this.#leftOut.except)];
    const count = testResults
      .filter(({ testFilePath: path }) => files.test(path) && !except.test(path))
      .reduce((sum, file) => sum + file.testResults.length, 0);
    return count === 0 ? [] : [{ title, reason, count }];
  }
}

function reportLines(skipped: readonly Skipped[]): string[] {
  if (skipped.length === 0) return [];
  const total = skipped.reduce((sum, { count }) => sum + count, 0);
  return [
    `SKIPPED: ${numbered(total)}.`,
    ...skipped.map(({ title, reason, count }) => `- ${title}: ${numbered(count)}, because ${reason}.`),
  ];
}

function numbered(count: number): string {
  return count === 1 ? '1 test' : `${count} tests`;
}
