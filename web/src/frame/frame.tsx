import { Suspense, useId } from 'react';
import type { ReactNode } from 'react';
import { unwrap } from '@credence/client';
import { api } from '../client/credence.js';
import { LANGUAGES } from '../language/language.js';
import { useTranslation } from '../language/translation.js';
import { ActionButton } from '../parts/action-button.js';
import { Empty } from '../parts/empty.js';
import { Icon } from '../parts/icon.js';
import { Skeleton } from '../parts/load-state.js';
import { Logo } from '../parts/logo.js';
import { Link, usePath } from '../routing/router.js';
import { useSession } from '../session/session.js';
import type { Section } from './section.js';
import { ThemeChoice } from './theme.js';

interface Props {
  readonly sections: readonly Section[];
  /** The text for a person without a section. */
  readonly forbidden?: string;
  /** More of the bar. */
  readonly children?: ReactNode;
  readonly onSignedOut: () => void;
}

/** The frame of every page: navigation, the person, and the section of the address. */
export function Frame({ sections, forbidden, children, onSignedOut }: Props) {
  const { t, code, choose } = useTranslation();
  const { email } = useSession();
  const signOut = async () => {
    const { logout_url: elsewhere } = await unwrap(api.POST('/auth/logout', { body: {} }));
    if (elsewhere === undefined) onSignedOut();
    else location.assign(elsewhere);
  };
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t('frame.skip')}
      </a>
      <header className="bar">
        <button type="button" className="button plain menu-button" popoverTarget="navigation">
          <Icon name="menu" />
          <span className="hidden">{t('frame.menu')}</span>
        </button>
        <Logo />
        <span className="bar-space" />
        {children}
        <select
          aria-label={t('frame.language')}
          value={code}
          onChange={({ target }) => void choose(target.value)}
        >
          {Object.entries(LANGUAGES).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
        <ThemeChoice />
        <span className="bar-person" title={email}>
          {email}
        </span>
        <ActionButton onAct={signOut}>{t('frame.signOut')}</ActionButton>
      </header>
      <Navigation sections={sections} />
      <main id="content" className="content" tabIndex={-1}>
        {forbidden === undefined ? <SectionPage sections={sections} /> : <Empty text={forbidden} />}
      </main>
    </div>
  );
}

function Navigation({ sections }: { readonly sections: readonly Section[] }) {
  const { t } = useTranslation();
  const [current] = usePath().split('/');
  const label = useId();
  if (sections.length === 0) return <nav className="side" />;
  const close = () => document.getElementById('navigation')?.hidePopover();
  return (
    <nav id="navigation" className="side" popover="auto" aria-labelledby={label}>
      <h2 id={label} className="hidden">
        {t('frame.menu')}
      </h2>
      <ul>
        {sections.map(({ path, title, icon }) => (
          <li key={path}>
            <Link to={path} current={current === path} onFollow={close}>
              <Icon name={icon} />
              {t(title)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** The section of the address, if the person may read it. */
function SectionPage({ sections }: { readonly sections: readonly Section[] }) {
  const { t } = useTranslation();
  const [first = '', ...rest] = usePath().split('/').map(decodeURIComponent);
  const section = sections.find(({ path }) => path === first);
  if (section === undefined) return <Empty text={t('frame.notFound')} />;
  const { page: Page } = section;
  return (
    <Suspense fallback={<Skeleton />}>
      <Page key={section.path} rest={rest} />
    </Suspense>
  );
}
