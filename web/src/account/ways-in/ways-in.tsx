import { useState } from 'react';
import { unwrap } from '@credence/client';
import { api } from '../../client/credence.js';
import { useLoad } from '../../client/use-load.js';
import { useTranslation } from '../../language/translation.js';
import { Card } from '../../parts/card.js';
import { LoadState } from '../../parts/load-state.js';
import { useNotice } from '../../parts/notices.js';
import { PageHead } from '../../parts/page-head.js';
import { AddApp } from './add-app.js';
import { AddKey } from './add-key.js';
import { AddPhone } from './add-phone.js';
import { DemandCard } from './demand-card.js';
import { FactorList } from './factor-list.js';
import { IdentityCard } from './identity-card.js';
import { RecoveryCard } from './recovery-card.js';
import { ShownCodes } from './shown-codes.js';

/** The ways into an account: its factors with their recovery codes, and identities at providers. */
export default function WaysIn() {
  const { t } = useTranslation();
  const say = useNotice();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const factors = useLoad('factors', () => unwrap(api.GET('/auth/factors')));

  /** Shows the change, and the codes that come with a first factor. */
  function show(text: string, issued: readonly string[] = []): void {
    if (issued.length > 0) setCodes(issued);
    say(text);
    factors.reload();
  }

  return (
    <>
      <PageHead title={t('account.waysIn')} lead={t('account.waysInLead')} />
      <ShownCodes codes={codes} onClose={() => setCodes([])} />
      <LoadState of={factors}>
        {(ways) => (
          <>
            <Card title={t('account.factors')}>
              <FactorList factors={ways.items} onChanged={show} />
              <div className="adders">
                <AddKey onAdded={(issued) => show(t('account.added'), issued)} />
                <AddApp onAdded={(issued) => show(t('account.added'), issued)} />
                {ways.phones && <AddPhone onAdded={(issued) => show(t('account.added'), issued)} />}
              </div>
            </Card>
            <div className="columns">
              <RecoveryCard
                codes={ways.recovery_codes}
                hasFactor={ways.items.length > 0}
                onIssued={(issued) => show(t('account.codesIssued'), issued)}
              />
              <DemandCard isDemanded={ways.demanded} hasFactor={ways.items.length > 0} onChanged={show} />
            </div>
          </>
        )}
      </LoadState>
      <IdentityCard />
    </>
  );
}
