import { unwrap } from '@credence/client';
import type { components } from '@credence/client';
import { api } from '../client/credence.js';
import { useLoad } from '../client/use-load.js';
import { usePages } from '../client/use-pages.js';
import { useTranslation } from '../language/translation.js';
import { Badge } from '../parts/badge.js';
import { Card } from '../parts/card.js';
import { ConfirmButton } from '../parts/confirm-button.js';
import { LoadState } from '../parts/load-state.js';
import { useNotice } from '../parts/notices.js';
import { PageHead } from '../parts/page-head.js';
import { PagedList } from '../parts/paged-list.js';
import { Thing } from '../parts/thing.js';

type Session = components['schemas']['Session'];

/** The open sessions and the trusted devices of an account. */
export default function Sessions() {
  const { t } = useTranslation();
  return (
    <>
      <PageHead title={t('account.sessions')} lead={t('account.sessionsLead')} />
      <OpenSessions />
      <TrustedDevices />
    </>
  );
}

function OpenSessions() {
  const { t } = useTranslation();
  const say = useNotice();
  const pages = usePages('sessions', (cursor) =>
    unwrap(api.GET('/auth/sessions', { params: { query: cursor === undefined ? {} : { cursor } } })),
  );
  return (
    <Card
      title={t('account.openSessions')}
      aside={
        <ConfirmButton
          label={t('account.endOthers')}
          effect={t('account.endOthersEffect')}
          onConfirm={async () => {
            await unwrap(api.DELETE('/auth/sessions'));
            say(t('account.othersEnded'));
            pages.reload();
          }}
        />
      }
    >
      <PagedList pages={pages} label={t('account.openSessions')}>
        {(session) => <OpenSession key={session.id} session={session} onEnded={pages.reload} />}
      </PagedList>
    </Card>
  );
}

function OpenSession({ session, onEnded }: { readonly session: Session; readonly onEnded: () => void }) {
  const { t, ago } = useTranslation();
  const say = useNotice();
  const { id, device, ip, current, impersonated } = session;
  const title = (
    <>
      {device} {current && <Badge tone="good">{t('account.thisDevice')}</Badge>}
      {impersonated && <Badge tone="warn">{t('account.byAdministrator')}</Badge>}
    </>
  );
  return (
    <Thing
      title={title}
      facts={[
        ip,
        t('account.startedAt', { when: ago(session.started_at) }),
        t('account.usedAt', { when: ago(session.last_used_at) }),
      ]}
    >
      {!current && (
        <ConfirmButton
          label={t('account.endSession')}
          name={t('account.endSessionOf', { device })}
          effect={t('account.endSessionEffect')}
          onConfirm={async () => {
            await unwrap(api.DELETE('/auth/sessions/{session_id}', { params: { path: { session_id: id } } }));
            say(t('account.sessionEnded'));
            onEnded();
          }}
        />
      )}
    </Thing>
  );
}

function TrustedDevices() {
  const { t, ago, time } = useTranslation();
  const say = useNotice();
  const devices = useLoad('devices', () => unwrap(api.GET('/auth/trusted-devices')));
  return (
    <Card title={t('account.trustedDevices')}>
      <p className="muted">{t('account.trustedDevicesLead')}</p>
      <LoadState of={devices}>
        {({ items }) => (
          <ul className="things">
            {items.length === 0 && <li className="muted">{t('word.none')}</li>}
            {items.map(({ id, device, trusted_at: trusted, expires_at: expires }) => (
              <Thing
                key={id}
                title={device}
                facts={[
                  t('account.trustedAt', { when: ago(trusted) }),
                  t('account.until', { time: time(expires) }),
                ]}
              >
                <ConfirmButton
                  label={t('action.remove')}
                  name={t('action.removeOne', { name: device })}
                  effect={t('account.removeDeviceEffect')}
                  onConfirm={async () => {
                    const params = { path: { trust_id: id } };
                    await unwrap(api.DELETE('/auth/trusted-devices/{trust_id}', { params }));
                    say(t('account.removed'));
                    devices.reload();
                  }}
                />
              </Thing>
            ))}
          </ul>
        )}
      </LoadState>
    </Card>
  );
}
