import { lazy } from 'react';
import type { Permission } from '../client/credence.js';
import type { Section } from '../frame/section.js';

/** A section of the console. */
interface ConsoleSection extends Section {
  /** The permission that its routes ask for. Without it, the section is not shown. */
  readonly permission: Permission;
}

/** The sections in the order of the navigation. Each is loaded when it is opened. */
const SECTIONS: readonly ConsoleSection[] = [
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
    path: 'jobs',
    title: 'nav.jobs',
    icon: 'list',
    permission: 'operations:read',
    page: lazy(() => import('../sections/jobs/jobs.js')),
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
  if (!permissions.has('console:read')) return [];
  return SECTIONS.filter(({ permission }) => permissions.has(permission));
}
