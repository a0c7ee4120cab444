import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { SamlRefusalReason } from '../../security/saml/refusal.js';
import type { ProblemCode } from '../http/problems/problem-table.js';

/** The outcome of a flow at an identity provider. */
export type OAuthOutcome = 'signed_in' | 'linked' | ProblemCode;

/** Returns a function that counts the outcomes of each provider. */
export function oauthMetrics(registry: Registry): (provider: string, outcome: OAuthOutcome) => void {
  const answers = new Counter({
    name: 'credence_oauth_answers_total',
    help: 'Responses of identity providers, by provider and outcome.',
    labelNames: ['provider', 'outcome'],
    registers: [registry],
  });
  return (provider, outcome) => answers.inc({ provider, outcome });
}

/** Counters of SAML. */
export interface SamlMetrics {
  /** Counts a message that was refused. */
  readonly refused: (reason: SamlRefusalReason) => void;
  /** Counts a sign-in by a connection whose certificates have all ended. */
  readonly expired: () => void;
}

/** Registers the counters of SAML. */
export function samlMetrics(registry: Registry): SamlMetrics {
  const refusals = new Counter({
    name: 'credence_saml_refusals_total',
    help: 'SAML messages of identity providers that were refused, by reason.',
    labelNames: ['reason'],
    registers: [registry],
  });
  const expired = new Counter({
    name: 'credence_saml_expired_certificates_total',
    help: 'Sign-ins by SAML with certificates that have ended.',
    registers: [registry],
  });
  return { refused: (reason) => refusals.inc({ reason }), expired: () => expired.inc() };
}
