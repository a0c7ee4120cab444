import { createContext, use } from 'react';
import type { Language, LanguageCode, TextKey } from './language.js';

type Values = Readonly<Record<string, string | number>>;

export interface Translation {
  readonly code: LanguageCode;
  /** Returns a text with its values in place of `{name}`. */
  readonly t: (key: TextKey, values?: Values) => string;
  readonly number: (value: number) => string;
  readonly time: (value: string | Date) => string;
  /** Returns a distance from now, such as `3 hours ago`. */
  readonly ago: (value: string | Date) => string;
  /** Changes the language of the page. */
  readonly choose: (code: string) => Promise<void>;
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const;

/** Returns the functions that write in a language, with the one that changes it. */
export function translationOf({ code, texts }: Language, choose: Translation['choose']): Translation {
  const numbers = new Intl.NumberFormat(code, { maximumFractionDigits: 1 });
  const times = new Intl.DateTimeFormat(code, { dateStyle: 'medium', timeStyle: 'medium' });
  const distances = new Intl.RelativeTimeFormat(code, { numeric: 'auto', style: 'short' });
  return {
    code,
    choose,
    t: (key, values = {}) =>
      texts[key].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place)),
    number: (value) => numbers.format(value),
    time: (value) => times.format(new Date(value)),
    ago(value) {
      const distance = new Date(value).getTime() - Date.now();
      const [unit, length] = UNITS.find(([, ms]) => Math.abs(distance) >= ms) ?? UNITS[3];
      return distances.format(Math.round(distance / length), unit);
    },
  };
}

export const TranslationContext = createContext<Translation | null>(null);

/** Returns the functions that write in the language of the page. */
export function useTranslation(): Translation {
  const translation = use(TranslationContext);
  if (translation === null) throw new Error('The page has no language.');
  return translation;
}
