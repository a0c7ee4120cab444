import { createContext, use } from 'react';
import type { Permission } from '../client/credence.js';

/** The signed-in person. */
export interface Session {
  readonly userId: string;
  readonly email: string;
  readonly permissions: ReadonlySet<string>;
}

export const SessionContext = createContext<Session | null>(null);

/** Returns the signed-in person. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (session === null) throw new Error('Nobody is signed in.');
  return session;
}

/** Returns true if the person has a permission. The service decides again at each request. */
export function useMay(permission: Permission): boolean {
  return useSession().permissions.has(permission);
}
