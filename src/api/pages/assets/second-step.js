// Continues the sign-in by an identity provider with the second step that it owes, on the sign-in page.

import { enterSignedIn } from './account.js';

enterSignedIn({ ok: false, body: JSON.parse(document.querySelector('main').dataset.secondStep) });
