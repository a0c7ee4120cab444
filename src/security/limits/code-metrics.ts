import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';

/** The fate of a code that is sent to a person. */
interface CodeOutcome {
  readonly purpose: string;
  readonly channel: string;
  /**
   * - `sent`, `withheld`: a request was granted, or came before its time
   * - `proved`, `failed`: a code was compared; `refused`: there was none to compare, or too many tries
   * - `link_opened`: the link beside it was opened where it was requested
   */
  readonly outcome: 'sent' | 'withheld' | 'proved' | 'failed' | 'refused' | 'link_opened';
}

/** Counts the outcome of a code. */
export type CountCode = (code: CodeOutcome) => void;

/** Registers the metric of codes that are sent to people. */
export function codeMetrics(registry: Registry): CountCode {
  const codes = new Counter({
    name: 'credence_codes_total',
    help: 'Codes that are sent to people, by purpose, channel and outcome; withheld: requested before their time.',
    labelNames: ['purpose', 'channel', 'outcome'],
    registers: [registry],
  });
  return ({ purpose, channel, outcome }) => codes.inc({ purpose, channel, outcome });
}
