import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import { DomainError } from '../../domain/domain-error.js';

/** The outcome of a request about an invitation. */
type InvitationOutcome = 'sent' | 'resent' | 'revoked' | 'accepted' | 'declined' | 'refused';

/** Carries out a request about an invitation, and counts its outcome or its refusal. */
export type CountInvitation = <Result>(
  outcome: InvitationOutcome,
  work: () => Promise<Result>,
) => Promise<Result>;

/** Registers the metric of invitations. */
export function invitationMetrics(registry: Registry): CountInvitation {
  const invitations = new Counter({
    name: 'credence_invitations_total',
    help: 'Requests to send, revoke or answer invitations, by outcome; refused: the caller cannot do it.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  return async (outcome, work) => {
    try {
      const result = await work();
      invitations.inc({ outcome });
      return result;
    } catch (error) {
      if (error instanceof DomainError) invitations.inc({ outcome: 'refused' });
      throw error;
    }
  };
}
