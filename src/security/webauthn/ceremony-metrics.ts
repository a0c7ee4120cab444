import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { RefusalReason } from './refusal.js';

/** The use of a credential: its registration, a sign-in, the second step of one, or a new proof in a session. */
export type Ceremony = 'add' | 'sign_in' | 'second_factor' | 'step_up';
export type CeremonyOutcome =
  RefusalReason | 'accepted' | 'unknown_credential' | 'account_refused' | 'clone_suspected' | 'used';

/** Counts a completed ceremony. */
export type CountCeremony = (ceremony: Ceremony, outcome: CeremonyOutcome) => void;

/** Returns a function that counts ceremonies by outcome. */
export function ceremonyMetrics(registry: Registry): CountCeremony {
  const ceremonies = new Counter({
    name: 'credence_passkey_total',
    help: 'Answers of authenticators by ceremony and outcome: accepted, or the reason of the refusal.',
    labelNames: ['ceremony', 'outcome'],
    registers: [registry],
  });
  return (ceremony, outcome) => ceremonies.inc({ ceremony, outcome });
}
