// Signs in by password and, if the account has one, by a second factor. Tokens stay in memory.
const { api } = await (await fetch('/config.json')).json();
const find = (selector) => document.querySelector(selector);

let accessToken;
let mfaToken;
let enrolmentToken;

/** Calls Credence. A refusal is shown, and the answer is null. `mfa_required` is no refusal here. */
async function call(method, path, body) {
  const response = await fetch(api + path, {
    method,
    headers: {
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...(accessToken !== undefined && { Authorization: `Bearer ${accessToken}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = await response.json();
  if (response.ok || answer.code === 'mfa_required') return answer;
  find('#status').textContent = answer.title;
  return null;
}

function onSubmit(form, work) {
  find(form).addEventListener('submit', async (event) => {
    event.preventDefault();
    find('#status').textContent = '';
    await work(Object.fromEntries(new FormData(event.target)));
  });
}

function show(selector) {
  for (const part of ['#password-form', '#code-form', '#account', '#enrolment'])
    find(part).hidden = part !== selector;
}

/** First step. An account with a second factor answers 403 `mfa_required`, which names the sign-in. */
onSubmit('#password-form', async (credentials) => {
  const answer = await call('POST', '/auth/login', credentials);
  if (answer === null) return;
  if (answer.code !== 'mfa_required') {
    await signedIn(answer);
    return;
  }
  mfaToken = answer.mfa_token;
  if (answer.enrolment_required) await enrol();
  else show('#code-form');
});

/** Second step. Recovery codes are longer than the six digits of an app. */
onSubmit('#code-form', async ({ code }) => {
  const method = /^\d{6}$/.test(code) ? 'totp' : 'recovery_code';
  const answer = await call('POST', '/auth/mfa/verify', { mfa_token: mfaToken, method, code });
  if (answer !== null) await signedIn(answer);
});

async function signedIn(tokens) {
  accessToken = tokens.access_token;
  mfaToken = undefined;
  find('#email').textContent = tokens.email;
  await showLevel();
  show('#account');
}

async function showLevel() {
  find('#level').textContent = (await call('GET', '/auth/factors'))?.acr ?? 'unknown';
}

find('#enrol').addEventListener('click', enrol);

/** Starts an enrolment: in the session, or in the sign-in that owes it. */
async function enrol() {
  const started = await call('POST', '/auth/factors/totp', { mfa_token: mfaToken });
  if (started === null) return;
  enrolmentToken = started.enrolment_token;
  find('#qr').src = `data:image/svg+xml,${encodeURIComponent(started.qr_svg)}`;
  find('#secret').textContent = started.secret;
  show('#enrolment');
}

/** Confirms the app. The first factor comes with recovery codes, which are shown only now. */
onSubmit('#enrolment', async ({ code }) => {
  const body = { mfa_token: mfaToken, enrolment_token: enrolmentToken, code };
  const added = await call('POST', '/auth/factors/totp/confirm', body);
  if (added === null) return;
  const items = (added.recovery_codes ?? []).map((text) =>
    Object.assign(document.createElement('li'), { textContent: text }),
  );
  find('#codes').replaceChildren(...items);
  if (added.session !== undefined) await signedIn(added.session);
  await showLevel();
  show('#account');
});
