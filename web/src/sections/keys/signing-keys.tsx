import { useState } from 'react';
import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import { carryOut } from '../../client/carry-out.js';
import { useLoad } from '../../client/use-load.js';
import { useTranslation } from '../../language/translation.js';
import { ActionDialog } from '../../parts/action-dialog.js';
import { Badge } from '../../parts/badge.js';
import type { Tone } from '../../parts/badge.js';
import { LoadState } from '../../parts/load-state.js';
import { PageHead } from '../../parts/page-head.js';
import { Table } from '../../parts/table.js';
import { useMay } from '../../session/session.js';

const TONES = {
  pending: 'neutral',
  signing: 'good',
  retiring: 'warn',
  retired: 'neutral',
} as const satisfies Record<string, Tone>;

/** The keys that sign tokens, with their phases. */
export default function SigningKeys() {
  const { t, time } = useTranslation();
  const mayRotate = useMay('signing_keys:write');
  const keys = useLoad('signing-keys', () => unwrap(api.GET('/v1/signing-keys')));
  const [isRotating, setRotating] = useState(false);
  return (
    <>
      <PageHead title={t('nav.signingKeys')} lead={t('signingKeys.lead')}>
        {mayRotate && (
          <button type="button" className="button plain" onClick={() => setRotating(true)}>
            {t('signingKeys.rotate')}
          </button>
        )}
      </PageHead>
      <LoadState of={keys}>
        {({ items }) => (
          <Table
            label={t('nav.signingKeys')}
            items={items}
            keyOf={({ id }) => id}
            columns={[
              { title: t('field.user_id'), cell: ({ id }) => <code>{id}</code> },
              { title: t('signingKeys.algorithm'), cell: ({ algorithm }) => algorithm },
              {
                title: t('signingKeys.phase'),
                cell: ({ phase }) => <Badge tone={TONES[phase]}>{t(`phase.${phase}`)}</Badge>,
              },
              { title: t('signingKeys.from'), cell: ({ signs_from: at }) => time(at), wide: true },
            ]}
          />
        )}
      </LoadState>
      {isRotating && (
        <ActionDialog
          title={t('signingKeys.rotate')}
          effect={t('signingKeys.rotateEffect')}
          run={() => carryOut(api.POST('/v1/signing-keys/rotate'))}
          onDone={keys.reload}
          onClose={() => setRotating(false)}
        />
      )}
    </>
  );
}
