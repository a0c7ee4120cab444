// Signs in by a passkey, a password or mail. The browser offers passkeys in the autofill of the first field.

import { call, pageAt, showRefusal, showStatus, takeSecondStep, whenPressed } from './account.js';
import { enrolApp, showCodes } from './authenticator-app.js';
import { endMail, offerMail } from './mailed-sign-in.js';

const {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  WebAuthnAbortService,
} = window.SimpleWebAuthnBrowser;

const form = document.querySelector('#password-form');
const passkey = document.querySelector('#passkey');
const useKey = document.querySelector('#use-key');
const codeForm = document.querySelector('#code-form');
const phones = document.querySelector('#phones');
/** Options are renewed before their challenge expires. */
const RENEW_AT = 0.75;
const PAUSE_MS = 3000;

/** The token of the link that was mailed after a reset of the factors. */
const setUpToken = takeToken();

let renewal;
let mfaToken;
/** The method of a code of six digits: the app, or the text message once one was asked for. */
let codeMethod = 'totp';

document.querySelector('#set-up').hidden = setUpToken === null;
document.querySelector('#first-step').hidden = false;
whenPressed(form.querySelector('button'), signInByPassword);
whenPressed(useKey, proveByKey);
whenPressed(codeForm.querySelector('button'), proveByCode);
offerMail(form.elements.email, finish);
const handedOver = takeSecondStep();
if (handedOver !== null) askSecondStep(handedOver);
else if (browserSupportsWebAuthn()) {
  passkey.hidden = false;
  whenPressed(passkey, signInByButton);
  offerInAutofill();
}

/** Returns the token of the link, and removes it from the address bar and the history. */
function takeToken() {
  const found = new URLSearchParams(window.location.search).get('token');
  if (found !== null) window.history.replaceState(null, '', window.location.pathname);
  return found;
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
    if (mfaToken === undefined) offerInAutofill();
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
    if (!signedIn.ok && mfaToken === undefined) renewal = window.setTimeout(offerInAutofill, PAUSE_MS);
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
  if (signedIn.ok) window.location.assign(pageAt('account'));
  else if (signedIn.body.code === 'mfa_required') askSecondStep(signedIn.body);
  else showRefusal(signedIn);
}

/** Replaces the first step by the second one. A browser has one ceremony at a time, so the autofill ends. */
function askSecondStep({
  mfa_token: token,
  factors,
  enrolment_required: mustEnrol,
  set_up_link_required: needsLink,
}) {
  if (mustEnrol && needsLink === true && setUpToken === null) {
    showStatus('Your second factors were removed. Open the link in the email about it.', 'failure');
    return;
  }
  window.clearTimeout(renewal);
  WebAuthnAbortService.cancelCeremony();
  mfaToken = token;
  document.querySelector('#set-up').hidden = true;
  document.querySelector('#first-step').hidden = true;
  endMail();
  showStatus('');
  if (mustEnrol) enrol();
  else offerFactors(factors);
}

function offerFactors(factors) {
  const hasKey = factors.some(({ kind }) => kind === 'passkey' || kind === 'security_key');
  useKey.hidden = !hasKey || !browserSupportsWebAuthn();
  phones.replaceChildren(...factors.filter(({ kind }) => kind === 'phone').map(buttonOf));
  document.querySelector('#second-step').hidden = false;
  (useKey.hidden ? codeForm.querySelector('input') : useKey).focus();
}

/** Adds the factor that the account must have. Its confirmation starts the session. */
function enrol() {
  const proof = { mfa_token: mfaToken, ...(setUpToken !== null && { setup_token: setUpToken }) };
  const whenAdded = ({ recovery_codes: codes }) => {
    showCodes(codes);
    document.querySelector('#continue').hidden = false;
    showStatus('You are signed in.', 'success');
    document.querySelector('#status').focus();
  };
  return enrolApp({ proof, whenAdded });
}

async function proveByKey() {
  const options = await call('POST', 'auth/mfa/options', { mfa_token: mfaToken });
  if (!options.ok) {
    showRefusal(options);
    return;
  }
  try {
    const credential = await startAuthentication({ optionsJSON: options.body.public_key });
    finish(await verify({ method: 'passkey', credential }));
  } catch {
    showStatus('No passkey or security key was used.', 'failure');
  }
}

/** Returns the button that sends a code to a phone. */
function buttonOf({ id, name, hint }) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'second';
  button.textContent = `Send a code to ${name} (${hint})`;
  whenPressed(button, () => sendCode(id));
  return button;
}

async function sendCode(factor) {
  const sent = await call('POST', 'auth/mfa/code', { mfa_token: mfaToken, factor_id: factor });
  if (!sent.ok) {
    showRefusal(sent);
    return;
  }
  codeMethod = 'sms';
  document.querySelector('#code-label').textContent = 'Code of the text message, or a recovery code';
  showStatus(
    `A code is on its way. You can ask for another one after ${sent.body.resend_after} seconds.`,
    'success',
  );
  codeForm.querySelector('input').focus();
}

async function proveByCode() {
  const code = codeForm.querySelector('input').value.trim();
  finish(await verify({ method: /^\d{6}(\d\d)?$/.test(code) ? codeMethod : 'recovery_code', code }));
}

function verify(proof) {
  return call('POST', 'auth/mfa/verify', { mfa_token: mfaToken, cookie: true, ...proof });
}
