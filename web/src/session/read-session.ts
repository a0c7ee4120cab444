import { Problem, unwrap } from '@credence/client';
import { api } from '../client/credence.js';
import type { Session } from './session.js';

/** Returns the session of the cookies, or null without one. */
export async function readSession(): Promise<Session | null> {
  try {
    const me = await unwrap(api.GET('/auth/me'));
    const access = await unwrap(api.GET('/auth/access'));
    const permissions = new Set(access.permissions.map(({ key }) => key));
    return { userId: me.user_id, email: me.email, permissions };
  } catch (error) {
    if (error instanceof Problem && error.body.status === 401) return null;
    throw error;
  }
}
