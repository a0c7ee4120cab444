import bowser from 'bowser';
import { UNKNOWN_DEVICE } from '../../domain/session/events.js';

/** Product name, before its version (RFC 9110 §10.1.5). */
const PRODUCT = /^[A-Za-z][\w.-]{0,39}(?=\/|$)/;
/** Plain words only. A user agent is attacker-controlled, and the name appears in mails. */
const NAME = /^[A-Za-z][\w. -]{0,39}$/;

/**
 * Derives a readable device name from a user agent: `Firefox on Linux`, `curl`. It leaves out versions, so an update
 * does not make a new device.
 */
export function deviceName(userAgent: string): string {
  if (userAgent === '') return UNKNOWN_DEVICE;
  const { browser, os } = bowser.parse(userAgent);
  const names = [browser.name ?? '', os.name ?? ''];
  if (names.every((name) => NAME.test(name))) return names.join(' on ');
  return PRODUCT.exec(userAgent)?.[0] ?? UNKNOWN_DEVICE;
}
