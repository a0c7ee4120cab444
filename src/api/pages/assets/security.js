// Adds passkeys and security keys to the account of the signed-in user.

import { call, showRefusal, showStatus, whenPressed } from './account.js';

const { startRegistration } = window.SimpleWebAuthnBrowser;

const name = document.querySelector('#name');
const KINDS = { '#add-passkey': 'passkey', '#add-security-key': 'security_key' };

for (const [button, kind] of Object.entries(KINDS))
  whenPressed(document.querySelector(button), () => add(kind));
await show();

/** Shows the page to a signed-in user, and the way to sign in to any other visitor. */
async function show() {
  const me = await call('GET', 'auth/me');
  document.querySelector('#signed-in').hidden = !me.ok;
  document.querySelector('#sign-in').hidden = me.ok;
  if (!me.ok) showStatus('You are not signed in.');
}

async function add(kind) {
  const options = await call('POST', 'auth/factors/passkey/options', { kind });
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
  const added = await call('POST', 'auth/factors/passkey', {
    credential,
    ...(name.value.trim() !== '' && { name: name.value }),
  });
  if (!added.ok) {
    showRefusal(added);
    return;
  }
  name.value = '';
  showStatus(`Added: ${added.body.factor.name}.`, 'success');
}
