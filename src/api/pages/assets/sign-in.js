// Signs in by a passkey or a password. The browser offers passkeys in the autofill of the first field.

import { call, pageAt, showRefusal, showStatus, whenPressed } from './account.js';

const { browserSupportsWebAuthn, browserSupportsWebAuthnAutofill, startAuthentication } =
  window.SimpleWebAuthnBrowser;

const form = document.querySelector('#password-form');
const passkey = document.querySelector('#passkey');
/** Options are renewed before their challenge expires. */
const RENEW_AT = 0.75;
const PAUSE_MS = 3000;

let renewal;

document.querySelector('#first-step').hidden = false;
whenPressed(form.querySelector('button'), signInByPassword);
if (browserSupportsWebAuthn()) {
  passkey.hidden = false;
  whenPressed(passkey, signInByButton);
  offerInAutofill();
}

async function signInByPassword() {
  if (!form.reportValidity()) {
    showStatus('');
    return;
  }
  const { email, password } = Object.fromEntries(new FormData(form));
  finish(await call('POST', 'auth/login', { email, password, cookie: true }));
}

async function signInByButton() {
  try {
    const { body } = await requestOptions();
    finish(await answer(await startAuthentication({ optionsJSON: body.public_key }), body));
  } catch (error) {
    showStatus(
      error.name === 'NotAllowedError' ? 'No passkey was used.' : 'The passkey could not be used.',
      'failure',
    );
  } finally {
    // A browser has one ceremony at a time, so the button has ended the one of the autofill.
    offerInAutofill();
  }
}

/** Offers passkeys in the autofill, for as long as the page is open. */
async function offerInAutofill() {
  window.clearTimeout(renewal);
  if (!(await browserSupportsWebAuthnAutofill())) return;
  try {
    const { body } = await requestOptions();
    renewal = window.setTimeout(offerInAutofill, body.expires_in * 1000 * RENEW_AT);
    const chosen = await startAuthentication({ optionsJSON: body.public_key, useBrowserAutofill: true });
    window.clearTimeout(renewal);
    const signedIn = await answer(chosen, body);
    finish(signedIn);
    // A pause, because some password managers answer without a question to the person.
    if (!signedIn.ok) renewal = window.setTimeout(offerInAutofill, PAUSE_MS);
  } catch {
    // A newer ceremony has replaced this one, or the person has closed the dialog of the browser.
  }
}

async function requestOptions() {
  const options = await call('POST', 'auth/passkey/options', {});
  if (!options.ok) throw new Error('The service returned no options.');
  return options;
}

async function answer(credential, options) {
  const signedIn = await call('POST', 'auth/passkey/login', { credential, cookie: true });
  // Only for a credential that no account has: after another refusal, the browser must keep it.
  if (signedIn.body.unknown_credential === true) {
    await window.PublicKeyCredential.signalUnknownCredential?.({
      rpId: options.public_key.rpId,
      credentialId: credential.id,
    });
  }
  return signedIn;
}

function finish(signedIn) {
  if (signedIn.ok) window.location.assign(pageAt('security'));
  else showRefusal(signedIn);
}
