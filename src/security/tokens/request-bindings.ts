import { createHash, createHmac } from 'node:crypto';
import { deriveKey } from '../keys/derive-key.js';

/**
 * Bindings of requests for a mailed link or code. The link works only where it was requested: for a browser by the secret in
 * its cookie or the token that is derived from it, for an app by the verifier of its challenge (RFC 7636 §4.6).
 */
export interface RequestBindings {
  /** Returns the token of a browser, for front ends whose requests carry no cookies. It does not reveal the cookie. */
  tokenOf(browserSecret: string): string;
  /** Returns the binding of a browser, by its token. */
  ofBrowser(token: string): string;
  /** Returns the binding of an app, by its challenge. No browser has this binding. */
  ofApp(challenge: string): string;
}

export function requestBindings(masterSecret: string): RequestBindings {
  const key = deriveKey(masterSecret, 'request tokens');
  return {
    tokenOf: (secret) => createHmac('sha256', key).update(secret).digest('base64url'),
    ofBrowser: (token) => `browser.${createHash('sha256').update(token).digest('base64url')}`,
    ofApp: (challenge) => `app.${challenge}`,
  };
}
