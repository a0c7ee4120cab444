// Runs in the browser on the pages of one form. Removes the token of a link from the address bar, and posts it with the fields
// when the user submits the form. Without this script, the form posts to the address of its page. Text from the server is
// inserted as text, never as HTML.

const form = document.querySelector('form');
const introduction = document.querySelector('#introduction');
const status = document.querySelector('#status');
const button = form.querySelector('button');
const password = form.querySelector('#new-password');
const problems = form.querySelector('#problems');

const ANSWER_MS = 30_000;
const LINK_IS_DEAD = [404, 410];

const needsToken = 'needsToken' in form.dataset;
const token = takeToken();
if (needsToken && token === null) {
  finish('This page needs the link from your email. Please open that link again.', 'failure');
} else {
  form.addEventListener('submit', submit);
  offerToShowPassword(form.querySelector('#show-password'));
}

/** Returns the token of the link, and removes it from the address bar and the history. */
function takeToken() {
  const found = new URLSearchParams(location.search).get('token');
  history.replaceState(null, '', location.pathname);
  return found || null;
}

async function submit(event) {
  event.preventDefault();
  // `disabled` would move the focus away from the button.
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  clearProblems();
  showStatus('One moment…', '');
  try {
    const response = await post({ ...(needsToken && { token }), ...Object.fromEntries(new FormData(form)) });
    if (response.ok) {
      if (form.dataset.file) await saveFile(response);
      finish(form.dataset.done, 'success');
    } else showProblem(response.status, await readProblem(response));
  } catch {
    showStatus('Could not reach the service. Please try again.', 'failure');
  } finally {
    button.removeAttribute('aria-disabled');
  }
}

function post(body) {
  return fetch(form.dataset.endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json, application/problem+json' },
    body: JSON.stringify(body),
    // Cookies are sent only if the page sets `data-credentials`.
    credentials: form.dataset.credentials ?? 'omit',
    signal: AbortSignal.timeout(ANSWER_MS),
  });
}

/** Saves the body of an answer as a file, under the name that the form gives. */
async function saveFile(response) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await response.blob());
  link.download = form.dataset.file;
  link.click();
}

/** Returns the RFC 9457 problem, or an empty one if a proxy answered instead of the service. */
async function readProblem(response) {
  try {
    return (await response.json()) ?? {};
  } catch {
    return {};
  }
}

function showProblem(httpStatus, problem) {
  const words = [...new Set([problem.title, problem.detail])].filter(
    (text) => typeof text === 'string' && text !== '',
  );
  const summary =
    words.length > 0 ? words.map(asSentence).join(' ') : 'Something went wrong. Please try again later.';
  const errors = Array.isArray(problem.errors) ? problem.errors : [];
  if (needsToken && LINK_IS_DEAD.includes(httpStatus))
    finish(`${summary} Please request a new email.`, 'failure');
  else if (password && httpStatus === 422 && errors.every(isAboutPassword)) {
    showPasswordProblems(errors.length > 0 ? errors.map((error) => String(error.detail)) : [summary]);
  } else showStatus(summary, 'failure');
}

function isAboutPassword(error) {
  return typeof error?.pointer === 'string' && error.pointer === `/${password.name}`;
}

function asSentence(text) {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function showPasswordProblems(reasons) {
  showStatus('Please choose another password.', 'failure');
  problems.replaceChildren(
    ...reasons.map((reason) => {
      const item = document.createElement('li');
      item.textContent = asSentence(reason);
      return item;
    }),
  );
  problems.hidden = false;
  password.setAttribute('aria-invalid', 'true');
  password.focus();
}

function clearProblems() {
  if (!password) return;
  problems.hidden = true;
  problems.replaceChildren();
  password.removeAttribute('aria-invalid');
}

function offerToShowPassword(choice) {
  if (choice === null) return;
  choice.closest('label').hidden = false;
  choice.addEventListener('change', () => {
    password.type = choice.checked ? 'text' : 'password';
  });
}

/** Shows a message in the status, a live region that screen readers announce. */
function showStatus(text, kind) {
  status.className = kind;
  status.textContent = text;
}

/** Replaces the form with the outcome, and moves the focus to it. */
function finish(text, kind) {
  form.reset();
  form.hidden = true;
  introduction.hidden = true;
  showStatus(text, kind);
  status.focus();
}
