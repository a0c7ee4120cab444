import { expect, test } from '@jest/globals';
import { Problem } from '../../../src/api/http/problems/problem.js';
import { redirect, redirectError } from '../../../src/api/http/requests/redirect-target.js';

const TARGET = 'https://app.example.com/done?code=stranger&tab=2&error=stranger&code=other&linked=stranger';

test('a redirect with an error carries no code of a stranger (OAU-9)', () => {
  const { headers } = redirectError(TARGET, new Problem('provider_denied'));
  expect(headers.Location).toBe('https://app.example.com/done?tab=2&error=provider_denied');
});

test('a redirect with a code carries only this code and no error (OAU-9)', () => {
  const { headers } = redirect(TARGET, { code: 'own' });
  expect(headers.Location).toBe('https://app.example.com/done?tab=2&code=own');
});
