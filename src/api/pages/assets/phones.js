// Adds a phone to the account of the signed-in user: sends a code to it, and takes the code back.

import { showRefusal, showStatus, whenPressed } from './account.js';

const section = document.querySelector('#phones');
const [start, confirmation] = section.querySelectorAll('form');
const number = start.querySelector('input');
const code = confirmation.querySelector('input');
let enrolmentToken;

/** Shows the form to add a phone, if the service sends text messages. */
export function offerPhones(isOffered) {
  section.hidden = !isOffered;
}

/**
 * Enrols phones with the buttons of the section.
 *
 * @param callProven calls the service, after another proof if it requires one
 * @param change changes a factor and shows the outcome
 */
export function enrolPhones({ callProven, change }) {
  whenPressed(start.querySelector('button'), async () => {
    if (!start.reportValidity()) {
      showStatus('');
      return;
    }
    const started = await callProven('POST', 'auth/factors/phone', { phone: number.value.trim() });
    if (!started.ok) {
      showRefusal(started);
      return;
    }
    enrolmentToken = started.body.enrolment_token;
    confirmation.hidden = false;
    code.value = '';
    code.focus();
    showStatus(
      `A code is on its way. You can ask for another one after ${started.body.resend_after} seconds.`,
      'success',
    );
  });
  whenPressed(confirmation.querySelector('button'), async () => {
    const body = { enrolment_token: enrolmentToken, code: code.value.trim() };
    if (!(await change('POST', 'auth/factors/phone/confirm', body, 'Added.'))) return;
    confirmation.hidden = true;
    number.value = '';
  });
}
