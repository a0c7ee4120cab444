import { useState } from 'react';
import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import type { Permission, UserRecord } from '../../client/credence.js';
import { useLoad } from '../../client/use-load.js';
import type { TextKey } from '../../language/language.js';
import { useTranslation } from '../../language/translation.js';
import { LoadState } from '../../parts/load-state.js';
import { PageHead } from '../../parts/page-head.js';
import { Link } from '../../routing/router.js';
import { useSession } from '../../session/session.js';
import { Timeline } from './timeline/timeline.js';
import { UserAccess } from './user-access.js';
import { UserActions } from './user-actions.js';
import { UserFactors } from './user-factors.js';
import { UserState } from './user-list.js';
import { UserProfile } from './user-profile.js';
import { UserSessions } from './user-sessions.js';

interface Tab {
  readonly path: string;
  readonly title: TextKey;
  readonly permission: Permission;
}

const TABS: readonly Tab[] = [
  { path: '', title: 'user.profile', permission: 'users:read' },
  { path: 'timeline', title: 'user.timeline', permission: 'events:read' },
  { path: 'sessions', title: 'user.sessions', permission: 'users:read' },
  { path: 'factors', title: 'user.factors', permission: 'mfa:read' },
  { path: 'roles', title: 'user.roles', permission: 'roles:read' },
];

/** An account with the tag of its version. A change of an older version is refused. */
export interface VersionedUser {
  readonly user: UserRecord;
  readonly version: string | null;
}

async function readUser(userId: string): Promise<VersionedUser> {
  const pending = api.GET('/v1/users/{user_id}', { params: { path: { user_id: userId } } });
  const user = await unwrap(pending);
  if (!('registered_at' in user)) throw new Error('The answer is of the past.');
  return { user, version: (await pending).response.headers.get('ETag') };
}

/** One account: its head with the actions, and its parts behind tabs. */
export function UserPage({ userId, tab }: { readonly userId: string; readonly tab: string }) {
  const { t } = useTranslation();
  const { permissions } = useSession();
  const [changes, setChanges] = useState(0);
  const found = useLoad(`${userId}:${changes}`, () => readUser(userId));
  const tabs = TABS.filter(({ permission }) => permissions.has(permission));
  const isShown = tabs.some(({ path }) => path === tab);
  return (
    <LoadState of={found}>
      {({ user, version }) => (
        <>
          <nav className="trail" aria-label={t('frame.trail')}>
            <Link to="users">{t('nav.users')}</Link>
          </nav>
          <PageHead title={user.username} lead={user.email}>
            <UserState user={user} />
            <UserActions user={user} version={version} onChanged={() => setChanges((count) => count + 1)} />
          </PageHead>
          <nav className="tabs" aria-label={user.username}>
            {tabs.map(({ path, title }) => (
              <Link key={path} to={`users/${userId}${path === '' ? '' : `/${path}`}`} current={path === tab}>
                {t(title)}
              </Link>
            ))}
          </nav>
          {isShown && <TabPage tab={tab} user={user} />}
        </>
      )}
    </LoadState>
  );
}

function TabPage({ tab, user }: { readonly tab: string; readonly user: UserRecord }) {
  const userId = user.user_id;
  if (tab === 'timeline') return <Timeline userId={userId} />;
  if (tab === 'sessions') return <UserSessions userId={userId} />;
  if (tab === 'factors') return <UserFactors userId={userId} />;
  if (tab === 'roles') return <UserAccess userId={userId} />;
  return <UserProfile user={user} />;
}
