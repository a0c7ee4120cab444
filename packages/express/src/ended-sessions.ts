/** The claims of an access token that name its session. */
export interface SessionClaims {
  readonly userId: string;
  readonly sessionId: string;
  /** Revision of the account at the sign-in. */
  readonly userRevision: number;
}

/** An event of the feed that ends sessions. */
export interface SessionEnd {
  readonly stream: string;
  /** The id of the account. */
  readonly subject: string;
  /** The place of the event in its stream. */
  readonly revision: number;
  /** The session that goes on, or null. */
  readonly keptSession: string | null;
}

/** The sessions that ended lately. */
export interface EndedSessions {
  apply(event: SessionEnd): void;
  isEnded(session: SessionClaims): boolean;
  /** Forgets the ends whose access tokens have all expired. */
  evictExpired(): void;
  /** The number of remembered ends. */
  size(): number;
}

interface UserEnd {
  /** Sessions of an earlier revision have ended. */
  readonly revision: number;
  readonly keptSession: string | null;
  readonly seenAt: number;
}

/** The events that end sessions. Each but the first ends the sessions of an account that started before it. */
export const FOLLOWED_TYPES: readonly string[] = [
  'SessionEnded',
  'SessionsEnded',
  'PasswordChanged',
  'PasswordReset',
  'UserDeactivated',
  'ErasureRequested',
  'UserErased',
];

const SESSION_STREAM = 'session-';

/**
 * Creates an empty set of ended sessions.
 *
 * @param memoryMs time for which an end is remembered: at least the lifetime of an access token
 * @param now reads a clock in milliseconds that never goes back
 */
export function endedSessions(memoryMs: number, now: () => number = () => performance.now()): EndedSessions {
  // Both are in the order of `seenAt`, because each entry is added at the end.
  const bySession = new Map<string, { readonly seenAt: number }>();
  const byUser = new Map<string, UserEnd>();

  function evictFrom(ends: Map<string, { readonly seenAt: number }>): void {
    const before = now() - memoryMs;
    for (const [id, { seenAt }] of ends) {
      if (seenAt >= before) return;
      ends.delete(id);
    }
  }

  return {
    apply({ stream, subject, revision, keptSession }) {
      if (stream.startsWith(SESSION_STREAM)) {
        bySession.set(stream.slice(SESSION_STREAM.length), { seenAt: now() });
        return;
      }
      byUser.delete(subject);
      byUser.set(subject, { revision, keptSession, seenAt: now() });
    },

    isEnded({ userId, sessionId, userRevision }) {
      if (bySession.has(sessionId)) return true;
      const end = byUser.get(userId);
      return end !== undefined && userRevision < end.revision && sessionId !== end.keptSession;
    },

    evictExpired() {
      evictFrom(bySession);
      evictFrom(byUser);
    },
    size: () => bySession.size + byUser.size,
  };
}
