import { StrictMode, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { loadLanguage, preferredLanguage, rememberLanguage } from '../language/language.js';
import type { Language } from '../language/language.js';
import { TranslationContext, translationOf } from '../language/translation.js';
import '../styles/tokens.css';
import '../styles/base.css';
import '../styles/frame.css';
import '../styles/parts.css';

/** Shows an application in the page, in the language of the person. */
export async function start(application: ReactNode): Promise<void> {
  const root = document.getElementById('root');
  if (root === null) throw new Error('The page has no place for the application.');
  const first = await loadLanguage(preferredLanguage());
  createRoot(root).render(
    <StrictMode>
      <InLanguage first={first}>{application}</InLanguage>
    </StrictMode>,
  );
}

function InLanguage({ first, children }: { readonly first: Language; readonly children: ReactNode }) {
  const [language, setLanguage] = useState(first);
  const translation = useMemo(
    () =>
      translationOf(language, async (code) => {
        setLanguage(await loadLanguage(rememberLanguage(code)));
      }),
    [language],
  );
  return <TranslationContext value={translation}>{children}</TranslationContext>;
}
