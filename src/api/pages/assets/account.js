// Shared by the pages of an account: calls of the service with cookies, and the status. Text from the server is inserted as
// text, never as HTML.

const ANSWER_MS = 30_000;
/** The path of the service: this file is at `<path>/pages/account.js`. */
const base = new URL('..', import.meta.url);

const status = document.querySelector('#status');

/** Returns the address of a page of the service. */
export function pageAt(name) {
  return new URL(name, base);
}

/**
 * Calls the service with the cookies of the session.
 *
 * @returns {Promise<{ ok: boolean, status: number, body: object }>} an empty body if a proxy answered instead
 */
export async function call(method, path, body) {
  const response = await fetch(new URL(path, base), {
    method,
    headers: {
      Accept: 'application/json',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    credentials: 'same-origin',
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const parsed = await response.json().catch(() => null);
  return { ok: response.ok, status: response.status, body: parsed ?? {} };
}

/** Shows a message in the status, a live region that screen readers announce. */
export function showStatus(text, kind = '') {
  status.className = kind;
  status.textContent = text;
}

/** Shows the refusal of a call and moves the focus to it. */
export function showRefusal({ body: { title, detail } }) {
  const words = [...new Set([title, detail])].filter((text) => typeof text === 'string' && text !== '');
  const sentences = words.map((text) => (/[.!?]$/.test(text) ? text : `${text}.`));
  showStatus(sentences.join(' ') || 'Something went wrong. Please try again later.', 'failure');
  status.focus();
}

/** Runs the work of a button once at a time. `disabled` would move the focus away from the button. */
export function whenPressed(button, work) {
  button.addEventListener('click', async (event) => {
    event.preventDefault();
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    showStatus('One moment…');
    try {
      await work();
    } catch {
      showStatus('Could not complete this. Please try again.', 'failure');
    } finally {
      button.removeAttribute('aria-disabled');
    }
  });
}

const SECOND_STEP = 'credence-second-step';

/**
 * Opens the account after a sign-in, or the second step that it owes, on the sign-in page. The token of that step stays in the
 * storage of this tab, and in no address.
 *
 * @returns {boolean} false for a refusal
 */
export function enterSignedIn({ ok, body }) {
  const owesSecondStep = body.code === 'mfa_required';
  if (owesSecondStep) window.sessionStorage.setItem(SECOND_STEP, JSON.stringify(body));
  if (ok || owesSecondStep) window.location.assign(pageAt(ok ? 'account' : 'sign-in'));
  return ok || owesSecondStep;
}

/** Returns the second step that another page has handed over, once. */
export function takeSecondStep() {
  const text = window.sessionStorage.getItem(SECOND_STEP);
  window.sessionStorage.removeItem(SECOND_STEP);
  return text === null ? null : JSON.parse(text);
}
