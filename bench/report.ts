import { mkdir, writeFile } from 'node:fs/promises';
import type { Machine } from './machine.js';
import { isOverBudget } from './measure.js';
import type { Measurement } from './measure.js';

const HEADINGS = ['measurement', 'value', 'unit', 'baseline', 'baseline value', 'ratio', 'goal'];

/** Formats the measurements as a text table. */
export function table(measurements: readonly Measurement[]): string {
  const rows = [HEADINGS, ...measurements.map(rowOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function rowOf(measurement: Measurement): string[] {
  const { name, value, unit, baseline, goal } = measurement;
  return [
    name,
    rounded(value),
    unit,
    baseline?.name ?? '',
    baseline === null ? '' : rounded(baseline.value),
    baseline === null ? '' : (value / baseline.value).toFixed(2),
    `${goal ?? ''}${isOverBudget(measurement) ? ', over budget' : ''}`,
  ];
}

/** Formats the description of the machine in one line. */
export function heading({ cpu, cores, memoryGb, node, postgres }: Machine): string {
  return `${cpu}, ${String(cores)} cores, ${String(memoryGb)} GB, Node.js ${node}, PostgreSQL ${postgres}`;
}

/** Writes machine and measurements to `<folder>/<date>.json`. */
export async function save(
  folder: URL,
  machine: Machine,
  measurements: readonly Measurement[],
): Promise<URL> {
  const date = new Date().toISOString();
  const file = new URL(`${date.slice(0, 19).replaceAll(':', '-')}.json`, folder);
  await mkdir(folder, { recursive: true });
  await writeFile(file, `${JSON.stringify({ date, machine, measurements }, null, 2)}\n`);
  return file;
}

function rounded(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
