import bowser from 'bowser';
import { UNKNOWN_DEVICE } from '../../domain/session/events.js';

/** A client names itself and then its version (RFC 9110 §10.1.5). */
const PRODUCT = /^[A-Za-z][\w.-]{0,39}(?=\/|$)/;
/** What may become part of a name: words, not whatever a client sends. */
const NAME = /^[A-Za-z][\w. -]{0,39}$/;

/**
 * What a person calls the device that they sign in on, from what it calls itself: `Firefox on Linux`, `curl`. Without
 * versions, so that an update makes no new device.
 */
export function deviceName(userAgent: string): string {
  if (userAgent === '') return UNKNOWN_DEVICE;
  const { browser, os } = bowser.parse(userAgent);
  const names = [browser.name ?? '', os.name ?? ''];
  if (names.every((name) => NAME.test(name))) return names.join(' on ');
  return PRODUCT.exec(userAgent)?.[0] ?? UNKNOWN_DEVICE;
}
