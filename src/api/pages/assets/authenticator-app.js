// Adds an authenticator app, whose key is shown as a QR code and as text.

import { call, showRefusal, showStatus, whenPressed } from './account.js';

const section = document.querySelector('#app-enrolment');
const form = section.querySelector('form');
const input = form.querySelector('input');

/** The enrolment on the page: its token, the proof of the caller, and the work after it. */
let enrolment;

whenPressed(form.querySelector('button'), confirm);

/**
 * Shows the key of a new app.
 *
 * @param send calls the service
 * @param proof members that replace the session in a sign-in that owes the enrolment
 * @param whenAdded receives the answer of the service
 */
export async function enrolApp({ send = call, proof = {}, whenAdded }) {
  const started = await send('POST', 'auth/factors/totp', proof);
  if (!started.ok) {
    showRefusal(started);
    return;
  }
  const { enrolment_token: token, qr_svg: svg, secret } = started.body;
  enrolment = { token, proof, whenAdded };
  section.querySelector('img').src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  section.querySelector('.secret').textContent = secret.replace(/(.{4})(?=.)/g, '$1 ');
  section.hidden = false;
  input.value = '';
  showStatus('');
  input.focus();
}

async function confirm() {
  const { token, proof, whenAdded } = enrolment;
  const code = input.value.replace(/\s/g, '');
  const body = { enrolment_token: token, code, ...proof, ...('mfa_token' in proof && { cookie: true }) };
  const added = await call('POST', 'auth/factors/totp/confirm', body);
  if (!added.ok) {
    showRefusal(added);
    return;
  }
  section.hidden = true;
  await whenAdded(added.body);
}

/** Shows the recovery codes that came with a first factor. No later answer has them. */
export function showCodes(issued) {
  if (issued === undefined) return;
  const codes = document.querySelector('#codes');
  codes.querySelector('ul').replaceChildren(
    ...issued.map((code) => {
      const item = document.createElement('li');
      item.textContent = code;
      return item;
    }),
  );
  codes.hidden = false;
}
