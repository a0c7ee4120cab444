import { useState } from 'react';
import { SERVICE_URL } from '../client/place.js';
import { Frame } from '../frame/frame.js';
import { Gate } from '../frame/gate.js';
import { useTranslation } from '../language/translation.js';
import { Entrance } from '../parts/entrance.js';
import { Notices } from '../parts/notices.js';
import { ProofDialog } from '../session/proof-dialog.js';
import { useSession } from '../session/session.js';
import { FarewellContext } from './farewell.js';
import { SECTIONS } from './navigation.js';
import { ToSignIn, useWantedSection } from './to-sign-in.js';

/** The pages of a person's own account. */
export function Account() {
  const { t } = useTranslation();
  const [farewell, setFarewell] = useState<string | null>(null);
  if (farewell !== null)
    return (
      <Entrance>
        <p role="status">{farewell}</p>
        <a href={`${SERVICE_URL}/sign-in`}>{t('signIn.submit')}</a>
      </Entrance>
    );
  return (
    <FarewellContext value={setFarewell}>
      <Gate visitor={() => <ToSignIn />}>{(reload) => <SignedIn onSignedOut={reload} />}</Gate>
    </FarewellContext>
  );
}

function SignedIn({ onSignedOut }: { readonly onSignedOut: () => void }) {
  const { t } = useTranslation();
  const { permissions } = useSession();
  useWantedSection();
  return (
    <Notices>
      <Frame sections={SECTIONS} onSignedOut={onSignedOut}>
        {permissions.has('console:read') && (
          <a className="bar-link" href={`${SERVICE_URL}/console`}>
            {t('account.console')}
          </a>
        )}
      </Frame>
      <ProofDialog />
    </Notices>
  );
}
