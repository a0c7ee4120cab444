import { lazy } from 'react';
import type { Section } from '../frame/section.js';

/** The sections in the order of the navigation. Each is loaded when it is opened. */
export const SECTIONS: readonly Section[] = [
  { path: '', title: 'account.profile', icon: 'person', page: lazy(() => import('./profile.js')) },
  { path: 'password', title: 'account.password', icon: 'key', page: lazy(() => import('./password.js')) },
  {
    path: 'ways-in',
    title: 'account.waysIn',
    icon: 'shield',
    page: lazy(() => import('./ways-in/ways-in.js')),
  },
  { path: 'sessions', title: 'account.sessions', icon: 'screen', page: lazy(() => import('./sessions.js')) },
  {
    path: 'history',
    title: 'account.history',
    icon: 'list',
    page: lazy(() => import('./history/history.js')),
  },
  { path: 'privacy', title: 'account.privacy', icon: 'lock', page: lazy(() => import('./privacy.js')) },
  {
    path: 'organizations',
    title: 'nav.organizations',
    icon: 'building',
    page: lazy(() => import('./organizations.js')),
  },
];
