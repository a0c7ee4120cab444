import { useState } from 'react';
import { unwrap } from '@credence/client';
import type { components } from '@credence/client';
import { api } from '../../client/credence.js';
import { carryOut } from '../../client/carry-out.js';
import { usePages } from '../../client/use-pages.js';
import { useTranslation } from '../../language/translation.js';
import { ActionDialog } from '../../parts/action-dialog.js';
import { Badge } from '../../parts/badge.js';
import { ActorName } from '../../parts/event-view.js';
import { Moment } from '../../parts/moment.js';
import { PageHead } from '../../parts/page-head.js';
import { PagedTable } from '../../parts/table.js';
import { useMay } from '../../session/session.js';
import { NewApiKey } from './new-api-key.js';

type ApiKey = components['schemas']['ApiKey'];

/** The API keys of services. */
export default function ApiKeys() {
  const { t } = useTranslation();
  const mayWrite = useMay('api_keys:write');
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  const pages = usePages('api-keys', (cursor) =>
    unwrap(api.GET('/v1/api-keys', { params: { query: cursor === undefined ? {} : { cursor } } })),
  );
  return (
    <>
      <PageHead title={t('nav.apiKeys')} lead={t('apiKeys.lead')}>
        {mayWrite && <NewApiKey onCreated={pages.reload} />}
      </PageHead>
      <PagedTable
        label={t('nav.apiKeys')}
        pages={pages}
        keyOf={({ id }) => id}
        columns={[
          { title: t('factor.name'), cell: (key) => <Name apiKey={key} /> },
          { title: t('apiKeys.scopes'), cell: ({ scopes }) => <Scopes scopes={scopes} />, wide: true },
          { title: t('apiKeys.by'), cell: ({ created_by: by }) => <ActorName actor={by} />, wide: true },
          { title: t('session.used'), cell: ({ last_used_at: at }) => <Moment at={at} /> },
          { title: t('users.status'), cell: (key) => <KeyState apiKey={key} /> },
          ...(mayWrite
            ? [
                {
                  title: t('action.title'),
                  cell: (key: ApiKey) => <Revoke apiKey={key} onRevoke={setRevoked} />,
                },
              ]
            : []),
        ]}
      />
      {revoked !== null && (
        <ActionDialog
          title={t('apiKeys.revoke')}
          effect={t('apiKeys.revokeEffect', { name: revoked.name })}
          run={() =>
            carryOut(api.DELETE('/v1/api-keys/{key_id}', { params: { path: { key_id: revoked.id } } }))
          }
          onDone={pages.reload}
          onClose={() => setRevoked(null)}
        />
      )}
    </>
  );
}

function Name({ apiKey: { name, prefix } }: { readonly apiKey: ApiKey }) {
  return (
    <span className="two-lines">
      <strong>{name}</strong>
      <code className="muted">{prefix}…</code>
    </span>
  );
}

function Scopes({ scopes }: { readonly scopes: readonly string[] }) {
  return (
    <span className="badges">
      {scopes.map((scope) => (
        <Badge key={scope}>{scope}</Badge>
      ))}
    </span>
  );
}

function isUsable({ revoked_at: revokedAt, expires_at: expiresAt }: ApiKey): boolean {
  return revokedAt === null && new Date(expiresAt) > new Date();
}

function KeyState({ apiKey }: { readonly apiKey: ApiKey }) {
  const { t } = useTranslation();
  if (apiKey.revoked_at !== null) return <Badge tone="bad">{t('apiKeys.revoked')}</Badge>;
  return isUsable(apiKey) ? (
    <Badge tone="good">{t('status.active')}</Badge>
  ) : (
    <Badge tone="warn">{t('apiKeys.expired')}</Badge>
  );
}

interface RevokeProps {
  readonly apiKey: ApiKey;
  readonly onRevoke: (apiKey: ApiKey) => void;
}

function Revoke({ apiKey, onRevoke }: RevokeProps) {
  const { t } = useTranslation();
  if (!isUsable(apiKey)) return null;
  return (
    <button type="button" className="button danger" onClick={() => onRevoke(apiKey)}>
      {t('apiKeys.revoke')}
    </button>
  );
}
