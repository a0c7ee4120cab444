import { Frame } from '../frame/frame.js';
import { Gate } from '../frame/gate.js';
import { useTranslation } from '../language/translation.js';
import { SignIn } from '../session/sign-in.js';
import { useSession } from '../session/session.js';
import { sectionsFor } from './navigation.js';

/** The console, for signed-in administrators. */
export function Console() {
  return (
    <Gate visitor={(reload) => <SignIn onSignedIn={reload} />}>
      {(reload) => <SignedIn onSignedOut={reload} />}
    </Gate>
  );
}

function SignedIn({ onSignedOut }: { readonly onSignedOut: () => void }) {
  const { t } = useTranslation();
  const { permissions } = useSession();
  const sections = sectionsFor(permissions);
  return (
    <Frame
      sections={sections}
      {...(sections.length === 0 && { forbidden: t('frame.forbidden') })}
      onSignedOut={onSignedOut}
    />
  );
}
