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

/** Returns a function that counts refused SAML messages. */
export function samlMetrics(registry: Registry): (reason: SamlRefusalReason) => void {
  const refusals = new Counter({
    name: 'credence_saml_refusals_total',
    help: 'SAML messages of identity providers that were refused, by reason.',
    labelNames: ['reason'],
    registers: [registry],
  });
  return (reason) => refusals.inc({ reason });
}
