// Lists the factors of the signed-in user, and adds, renames and removes them.

import { call, showRefusal, showStatus, whenPressed } from './account.js';
import { enrolApp, showCodes } from './authenticator-app.js';
import { showHistory } from './history.js';
import { enrolPhones, offerPhones } from './phones.js';

const { browserSupportsWebAuthn, startAuthentication, startRegistration } = window.SimpleWebAuthnBrowser;

const name = document.querySelector('#name');
const list = document.querySelector('#factors');
const template = document.querySelector('#factor');
const KINDS = { '#add-passkey': 'passkey', '#add-security-key': 'security_key' };
const KIND_NAMES = {
  passkey: 'Passkey',
  security_key: 'Security key',
  totp: 'Authenticator app',
  phone: 'Phone',
};
const date = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

for (const [button, kind] of Object.entries(KINDS))
  whenPressed(document.querySelector(button), () => add(kind));
whenPressed(document.querySelector('#add-app'), () => enrolApp({ send: callProven, whenAdded: showAdded }));
enrolPhones({ callProven, change });
document.querySelector('#unsupported').hidden = browserSupportsWebAuthn();
if (await show()) await showHistory(show);

/** Shows the factors to a signed-in user, and the way to sign in to any other visitor. Returns whether one is signed in. */
async function show() {
  const { ok, body } = await call('GET', 'auth/factors');
  document.querySelector('#signed-in').hidden = !ok;
  document.querySelector('#sign-in').hidden = ok;
  if (ok) {
    list.replaceChildren(...body.items.map(itemOf));
    offerPhones(body.phones);
  } else showStatus('You are not signed in.');
  return ok;
}

function itemOf(factor) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.querySelector('.name').textContent = factor.name;
  item.querySelector('.facts').textContent = factsOf(factor).join(' · ');
  const input = item.querySelector('input');
  input.value = factor.name;
  input.setAttribute('aria-label', `New name of ${factor.name}`);
  const [rename, remove] = item.querySelectorAll('button');
  rename.setAttribute('aria-label', `Rename ${factor.name}`);
  remove.setAttribute('aria-label', `Remove ${factor.name}`);
  const path = `auth/factors/${encodeURIComponent(factor.id)}`;
  whenPressed(rename, () => change('PATCH', path, { name: input.value }, 'Renamed.'));
  whenPressed(remove, async () => {
    if (!window.confirm(`Remove ${factor.name}?`)) showStatus('');
    else if (await change('DELETE', path, undefined, 'Removed. All other sessions have ended.'))
      await forget();
  });
  return item;
}

function factsOf({ kind, provider_name: provider, added_at: added, last_used_at: used, ...factor }) {
  return [
    KIND_NAMES[kind] ?? kind,
    ...(provider === null ? [] : [provider]),
    ...(factor.hint === null ? [] : [`number ${factor.hint}`]),
    `added ${date.format(new Date(added))}`,
    used === null ? 'never used' : `last used ${date.format(new Date(used))}`,
    ...(factor.synced === true ? ['copied between devices'] : []),
    ...(factor.usable_here ? [] : ['does not work on this site']),
  ];
}

/** Changes a factor, and shows the outcome. */
async function change(method, path, body, done) {
  const changed = await callProven(method, path, body);
  if (!changed.ok) {
    showRefusal(changed);
    return false;
  }
  await showAdded(changed.body, done);
  return true;
}

async function showAdded({ recovery_codes: codes }, done = 'Added.') {
  await show();
  showCodes(codes);
  showStatus(done, 'success');
}

/** Calls the service, and again after a proof by a key if the first call requires a recent proof. */
async function callProven(method, path, body) {
  const answer = await call(method, path, body);
  const isProofMissing = answer.body.code === 'reauthentication_required';
  return isProofMissing && (await stepUpByKey()) ? await call(method, path, body) : answer;
}

/** Proves the identity again. Returns false for an account without keys, and if the person uses none. */
async function stepUpByKey() {
  const options = await call('POST', 'auth/step-up/options', {});
  if (!options.ok) return false;
  try {
    const credential = await startAuthentication({ optionsJSON: options.body.public_key });
    const { ok } = await call('POST', 'auth/step-up', { method: 'passkey', credential, cookie: true });
    return ok;
  } catch {
    return false;
  }
}

async function add(kind) {
  const options = await callProven('POST', 'auth/factors/passkey/options', { kind });
  if (!options.ok) {
    showRefusal(options);
    return;
  }
  let credential;
  try {
    credential = await startRegistration({ optionsJSON: options.body.public_key });
  } catch (error) {
    const isKnown = error.name === 'InvalidStateError';
    showStatus(isKnown ? 'This authenticator is registered already.' : 'Nothing was added.', 'failure');
    return;
  }
  const named = name.value.trim() === '' ? {} : { name: name.value };
  const body = { credential, ...named };
  if (!(await change('POST', 'auth/factors/passkey', body, 'Added.'))) return;
  name.value = '';
}

/** Tells the browser which passkeys the account still has, so that it offers no other one. */
async function forget() {
  const signal = window.PublicKeyCredential?.signalAllAcceptedCredentials;
  if (signal === undefined) return;
  const { ok, body } = await call('POST', 'auth/factors/passkey/options', { kind: 'passkey' });
  if (!ok) return;
  const { rp, user, excludeCredentials } = body.public_key;
  const allAcceptedCredentialIds = excludeCredentials.map(({ id }) => id);
  await window.PublicKeyCredential.signalAllAcceptedCredentials({
    rpId: rp.id,
    userId: user.id,
    allAcceptedCredentialIds,
  });
}
