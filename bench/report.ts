import { mkdir, writeFile } from 'node:fs/promises';
import type { Machine } from './machine.js';
import type { Measurement } from './measure.js';

const HEADINGS = ['measured', 'value', 'unit', 'beside', 'its value', 'ratio', 'goal'];

/** The measurements as a table for people, its columns aligned. */
export function table(measurements: readonly Measurement[]): string {
  const rows = [
    HEADINGS,
    ...measurements.map(({ what, value, unit, floor, goal }) => [
      what,
      rounded(value),
      unit,
      floor?.what ?? '',
      floor === null ? '' : rounded(floor.value),
      floor === null ? '' : (value / floor.value).toFixed(2),
      goal ?? '',
    ]),
  ];
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

/** Where the program was measured, in one line. */
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
