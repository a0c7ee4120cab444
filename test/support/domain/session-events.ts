import type { UserId } from '../../../src/domain/ids.js';
import type { SessionEvent } from '../../../src/domain/session/events.js';

type Started = Extract<SessionEvent, { type: 'SessionStarted' }>;

/** A sign-in by password without a second factor, with the given differences. */
export function sessionStarted(userId: UserId, differences: Partial<Started['data']> = {}): Started {
  return {
    type: 'SessionStarted',
    data: {
      user_id: userId,
      user_revision: 0,
      amr: ['pwd'],
      device: 'Firefox on Linux',
      notice: null,
      provider: null,
      acr: 'aal1',
      factors: [],
      trust_id: null,
      demanded: null,
      pending: null,
      impersonation: null,
      impersonation_reason: null,
      ...differences,
    },
  };
}
