import { useState } from 'react';
import { useTranslation } from '../language/translation.js';
import { Icon } from '../parts/icon.js';

const STORED = 'credence.theme';
const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

function storedTheme(): Theme {
  const stored = localStorage.getItem(STORED);
  return THEMES.find((theme) => theme === stored) ?? 'system';
}

/** Applies a theme to the page. `system` follows the settings of the device. */
function apply(theme: Theme): void {
  document.documentElement.style.colorScheme = theme === 'system' ? 'light dark' : theme;
}

/** A button that changes between the theme of the device, light and dark. */
export function ThemeChoice() {
  const { t } = useTranslation();
  const [theme, setTheme] = useState(() => {
    const stored = storedTheme();
    apply(stored);
    return stored;
  });
  const change = () => {
    const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
    localStorage.setItem(STORED, next);
    apply(next);
    setTheme(next);
  };
  const name = t(`theme.${theme}`);
  return (
    <button type="button" className="button plain" onClick={change} title={name}>
      <Icon name={theme === 'dark' ? 'moon' : theme === 'light' ? 'sun' : 'screen'} />
      <span className="hidden">{name}</span>
    </button>
  );
}
