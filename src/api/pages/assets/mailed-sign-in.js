// Signs in by mail, as a part of the sign-in page: requests a link and a code, and takes the code. The link opens in another
// tab of the same browser, whose cookie binds the request.

import { call, showRefusal, showStatus, whenPressed } from './account.js';

const NOT_FOUND = 404;

const byMail = document.querySelector('#by-mail');
const step = document.querySelector('#mail-step');
const form = step.querySelector('form');
const again = document.querySelector('#mail-again');

/**
 * Offers to sign in by mail.
 *
 * @param {HTMLInputElement} address the field with the email address
 * @param {(signedIn: object) => void} finish takes the answer to the code
 */
export function offerMail(address, finish) {
  whenPressed(byMail, request);
  whenPressed(again, request);
  whenPressed(form.querySelector('button'), async () => {
    if (!form.reportValidity()) {
      showStatus('');
      return;
    }
    const code = new FormData(form).get('code').replace(/\s/g, '');
    finish(await call('POST', 'auth/sign-in-code/confirm', { email: address.value, code, cookie: true }));
  });

  async function request() {
    if (!address.reportValidity()) {
      showStatus('');
      return;
    }
    const answer = await call('POST', 'auth/sign-in-link', { email: address.value });
    if (answer.ok) askForCode(answer.body);
    else if (answer.status === NOT_FOUND) showStatus('This service sends no sign-in links.', 'failure');
    else showRefusal(answer);
  }
}

/** Ends the offer, because the sign-in goes on with its second step. */
export function endMail() {
  step.hidden = true;
}

function askForCode({ message, resend_after: pause }) {
  step.hidden = false;
  again.hidden = true;
  window.setTimeout(() => {
    again.hidden = false;
  }, pause * 1000);
  showStatus(message, 'success');
  form.querySelector('input').focus();
}
