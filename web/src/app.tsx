import { useMemo, useState } from 'react';
import { Problem, unwrap } from '@credence/client';
import { api } from './client/credence.js';
import { useLoad } from './client/use-load.js';
import { Frame } from './frame/frame.js';
import { loadLanguage, rememberLanguage } from './language/language.js';
import type { Language } from './language/language.js';
import { TranslationContext, translationOf } from './language/translation.js';
import { Entrance } from './parts/entrance.js';
import { ProblemNotice } from './parts/problem-notice.js';
import { SignIn } from './session/sign-in.js';
import { SessionContext } from './session/session.js';
import type { Session } from './session/session.js';

/** The console, in the language of the person. */
export function App({ first }: { readonly first: Language }) {
  const [language, setLanguage] = useState(first);
  const translation = useMemo(() => translationOf(language), [language]);
  const choose = async (code: string) => {
    setLanguage(await loadLanguage(rememberLanguage(code)));
  };
  return (
    <TranslationContext value={translation}>
      <Gate chooseLanguage={choose} />
    </TranslationContext>
  );
}

/** Admits signed-in people to the frame, and shows the sign-in to the others. */
function Gate({ chooseLanguage }: { readonly chooseLanguage: (code: string) => Promise<void> }) {
  const session = useLoad('session', readSession);
  if (session.value !== undefined && session.value !== null)
    return (
      <SessionContext value={session.value}>
        <Frame chooseLanguage={chooseLanguage} onSignedOut={session.reload} />
      </SessionContext>
    );
  if (session.value === null) return <SignIn onSignedIn={session.reload} />;
  return (
    <Entrance>
      {session.error !== undefined && <ProblemNotice error={session.error} onRetry={session.reload} />}
    </Entrance>
  );
}

/** Returns the session of the cookies, or null without one. */
async function readSession(): Promise<Session | null> {
  try {
    const me = await unwrap(api.GET('/auth/me'));
    const access = await unwrap(api.GET('/auth/access'));
    const permissions = new Set(access.permissions.map(({ key }) => key));
    return { userId: me.user_id, email: me.email, permissions };
  } catch (error) {
    if (error instanceof Problem && error.body.status === 401) return null;
    throw error;
  }
}
