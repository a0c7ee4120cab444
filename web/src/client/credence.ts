import { createCredence } from '@credence/client';
import type { components } from '@credence/client';
import { withCookies } from './cookie-session.js';
import { SERVICE_URL } from './place.js';

type Schemas = components['schemas'];

export type Permission = Schemas['ApiKey']['scopes'][number];
export type EventRecord = Schemas['Event'];
export type UserRecord = Schemas['UserRecord'];
export type PastAccount = Schemas['PastAccount'];
export type CauseTree = Schemas['CauseTree'];
export type Role = Schemas['Role'];

/** The client of the service. The session is in cookies, which no script can read. */
export const credence = createCredence({ url: SERVICE_URL, fetch: withCookies(SERVICE_URL) });
export const { api } = credence;
