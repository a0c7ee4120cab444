import type en from './en.json';

export type TextKey = keyof typeof en;
export type Texts = Readonly<Record<TextKey, string>>;

export interface Language {
  readonly code: LanguageCode;
  readonly texts: Texts;
}

/** The languages, by their own names. */
export const LANGUAGES = {
  en: 'English',
  de: 'Deutsch',
  es: 'Español',
  fr: 'Français',
  ja: '日本語',
} as const;

export type LanguageCode = keyof typeof LANGUAGES;

const STORED = 'credence.language';

const LOADERS: Record<LanguageCode, () => Promise<{ readonly default: Texts }>> = {
  en: () => import('./en.json'),
  de: () => import('./de.json'),
  es: () => import('./es.json'),
  fr: () => import('./fr.json'),
  ja: () => import('./ja.json'),
};

function isLanguage(code: string): code is LanguageCode {
  return Object.hasOwn(LANGUAGES, code);
}

/** Returns the chosen language, or the first one of the browser that the console has. */
export function preferredLanguage(): LanguageCode {
  const wanted = [localStorage.getItem(STORED) ?? '', ...navigator.languages];
  return wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? 'en';
}

/** Loads the texts of a language and marks the page with it. */
export async function loadLanguage(code: LanguageCode): Promise<Language> {
  const { default: texts } = await LOADERS[code]();
  document.documentElement.lang = code;
  return { code, texts };
}

/** Remembers a choice in this browser. */
export function rememberLanguage(code: string): LanguageCode {
  const known = isLanguage(code) ? code : 'en';
  localStorage.setItem(STORED, known);
  return known;
}
