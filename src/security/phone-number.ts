import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { PhoneNumber as Parsed } from 'libphonenumber-js/max';

/** A number that may receive a code. */
export interface PhoneNumber {
  /** The number in E.164, such as `+4915112345678`. */
  readonly number: string;
  /** The country in ISO 3166-1, such as `DE`. */
  readonly country: string;
  /** The calling code and the next four digits, which numbers of one operator share. */
  readonly prefix: string;
}

/**
 * One number in international form. The library also finds numbers within a text, and reads letters and digits of other
 * scripts, so it sees nothing else.
 */
const INTERNATIONAL = /^\+[1-9][0-9 ().-]{6,20}$/;
/** Types of numbers that receive messages. Many countries use the same ranges for mobile and fixed lines. */
const MOBILE: ReadonlySet<ReturnType<Parsed['getType']>> = new Set(['MOBILE', 'FIXED_LINE_OR_MOBILE']);
const PREFIX_DIGITS = 4;

/**
 * Parses the number of a mobile phone. Returns null for another text, and for a number that costs its caller or the service
 * extra: premium, VoIP, pager, toll-free or satellite. Those of satellites have no country.
 */
export function parsePhoneNumber(text: string): PhoneNumber | null {
  if (!INTERNATIONAL.test(text)) return null;
  const parsed = parsePhoneNumberFromString(text);
  if (parsed?.country === undefined || parsed.ext !== undefined || !parsed.isValid()) return null;
  if (!MOBILE.has(parsed.getType())) return null;
  return {
    number: parsed.number,
    country: parsed.country,
    prefix: `+${parsed.countryCallingCode}${parsed.nationalNumber.slice(0, PREFIX_DIGITS)}`,
  };
}

/** Tells whether a text is the code of a country that has phone numbers, such as `DE`. */
export function isPhoneCountry(text: string): boolean {
  return isSupportedCountry(text);
}
