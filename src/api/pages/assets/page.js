// Runs in the browser on all these pages: takes the token out of the address bar, and posts it
// when the person says so. Whatever comes from outside is shown as text, never as HTML.

const form = document.querySelector('form');
const introduction = document.querySelector('#introduction');
const status = document.querySelector('#status');
const button = form.querySelector('button');
const password = form.querySelector('#new-password');
const problems = form.querySelector('#problems');

const ANSWER_MS = 30_000;
const LINK_IS_DEAD = [404, 410];

const token = takeToken();
if (token === null) {
  end('This page works only with the link from your mail. Please open that link again.', 'failure');
} else {
  form.hidden = false;
  form.addEventListener('submit', submit);
  form.querySelector('#show-password')?.addEventListener('change', showPassword);
}

/** The token, which from now on lives in this page only: not in the address bar, nor in the history. */
function takeToken() {
  const found = new URLSearchParams(location.search).get('token');
  history.replaceState(null, '', location.pathname);
  return found || null;
}

async function submit(event) {
  event.preventDefault();
  // aria-disabled and not disabled, which would take the focus away.
  if (button.getAttribute('aria-disabled') === 'true') return;
  button.setAttribute('aria-disabled', 'true');
  forgetProblems();
  tell('One moment…', '');
  try {
    const response = await post(password ? { token, new_password: password.value } : { token });
    if (response.ok) end(form.dataset.done, 'success');
    else showProblem(response.status, await readProblem(response));
  } catch {
    tell('The service could not be reached. Please try again.', 'failure');
  } finally {
    button.removeAttribute('aria-disabled');
  }
}

function post(body) {
  return fetch(form.getAttribute('action'), {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json, application/problem+json' },
    body: JSON.stringify(body),
    // Cookies are sent only where the page says so.
    credentials: form.dataset.credentials ?? 'omit',
    signal: AbortSignal.timeout(ANSWER_MS),
  });
}

/** An RFC 9457 problem, or an empty one if something in between answered instead of the service. */
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
    words.length > 0 ? words.map(asSentence).join(' ') : 'That did not work. Please try again later.';
  const errors = Array.isArray(problem.errors) ? problem.errors : [];
  if (LINK_IS_DEAD.includes(httpStatus)) end(`${summary} Please ask for a new mail.`, 'failure');
  else if (password && httpStatus === 422 && errors.every(isAboutPassword)) {
    showPasswordProblems(errors.length > 0 ? errors.map((error) => String(error.detail)) : [summary]);
  } else tell(summary, 'failure');
}

function isAboutPassword(error) {
  return typeof error?.pointer === 'string' && error.pointer.endsWith('/new_password');
}

function asSentence(text) {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function showPasswordProblems(reasons) {
  tell('Please choose another password.', 'failure');
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

function forgetProblems() {
  if (!password) return;
  problems.hidden = true;
  problems.replaceChildren();
  password.removeAttribute('aria-invalid');
}

function showPassword(event) {
  password.type = event.target.checked ? 'text' : 'password';
}

/** The status is a live region: a screen reader reads what is put there. */
function tell(text, kind) {
  status.className = kind;
  status.textContent = text;
}

/** Nothing is left to do here: only the outcome stays, and has the focus. */
function end(text, kind) {
  form.reset();
  form.hidden = true;
  introduction.hidden = true;
  tell(text, kind);
  status.focus();
}
