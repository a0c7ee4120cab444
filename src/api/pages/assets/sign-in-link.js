// Signs in with the link of an email. Only the button does: programs that scan emails open links. The token leaves the
// address bar and the history at once.

import { call, enterSignedIn, showRefusal, showStatus, whenPressed } from './account.js';

const LINK_USED = 410;

const introduction = document.querySelector('#introduction');
const button = document.querySelector('#confirm');
const again = document.querySelector('#again');

const token = new URLSearchParams(window.location.search).get('token');
window.history.replaceState(null, '', window.location.pathname);
if (token === null) {
  introduction.hidden = true;
  again.hidden = false;
  showStatus('This page needs the link from your email. Please open that link again.', 'failure');
} else {
  button.hidden = false;
  whenPressed(button, confirm);
}

async function confirm() {
  const answer = await call('POST', 'auth/sign-in-link/confirm', { token, cookie: true });
  if (enterSignedIn(answer)) return;
  introduction.hidden = true;
  button.hidden = answer.status === LINK_USED;
  again.hidden = false;
  showRefusal(answer);
}
