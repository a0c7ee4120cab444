import { lazy } from 'react';
import type { ComponentType } from 'react';
import type { Permission } from '../client/credence.js';
import type { TextKey } from '../language/language.js';
import type { IconName } from '../parts/icon.js';

/** A section of the console. */
export interface Section {
  /** The first part of its path; empty for the first page. */
  readonly path: string;
  readonly title: TextKey;
  readonly icon: IconName;
  /** The permission that its routes ask for. Without it, the section is not shown. */
  readonly permission: Permission;
  readonly page: ComponentType<{ readonly rest: readonly string[] }>;
}

/** The sections in the order of the navigation. Each is loaded when it is opened. */
export const SECTIONS: readonly Section[] = [
  {
    path: '',
    title: 'nav.dashboard',
    icon: 'gauge',
    permission: 'console:read',
    page: lazy(() => import('../sections/dashboard/dashboard.js')),
  },
  {
    path: 'users',
    title: 'nav.users',
    icon: 'people',
    permission: 'users:read',
    page: lazy(() => import('../sections/users/users.js')),
  },
  {
    path: 'organizations',
    title: 'nav.organizations',
    icon: 'building',
    permission: 'organizations:read',
    page: lazy(() => import('../sections/access/organizations.js')),
  },
  {
    path: 'roles',
    title: 'nav.roles',
    icon: 'shield',
    permission: 'roles:read',
    page: lazy(() => import('../sections/access/roles.js')),
  },
  {
    path: 'audit',
    title: 'nav.audit',
    icon: 'search',
    permission: 'audit:read',
    page: lazy(() => import('../sections/audit/audit.js')),
  },
  {
    path: 'feed',
    title: 'nav.feed',
    icon: 'pulse',
    permission: 'events:read',
    page: lazy(() => import('../sections/feed/feed.js')),
  },
  {
    path: 'webhooks',
    title: 'nav.webhooks',
    icon: 'hook',
    permission: 'webhooks:read',
    page: lazy(() => import('../sections/webhooks/webhooks.js')),
  },
  {
    path: 'api-keys',
    title: 'nav.apiKeys',
    icon: 'key',
    permission: 'api_keys:read',
    page: lazy(() => import('../sections/keys/api-keys.js')),
  },
  {
    path: 'signing-keys',
    title: 'nav.signingKeys',
    icon: 'pen',
    permission: 'signing_keys:read',
    page: lazy(() => import('../sections/keys/signing-keys.js')),
  },
  {
    path: 'projections',
    title: 'nav.readers',
    icon: 'layers',
    permission: 'operations:read',
    page: lazy(() => import('../sections/readers/readers.js')),
  },
];

/** Returns the sections that a person may read. */
export function sectionsFor(permissions: ReadonlySet<string>): readonly Section[] {
  return SECTIONS.filter(({ permission }) => permissions.has(permission));
}
