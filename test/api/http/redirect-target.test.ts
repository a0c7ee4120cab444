import { describe, expect, test } from '@jest/globals';
import { Problem } from '../../../src/api/http/problems/problem.js';
import { redirect, redirectError, redirectTarget } from '../../../src/api/http/requests/redirect-target.js';

const TARGET = 'https://app.example.com/done?code=stranger&tab=2&error=stranger&code=other&linked=stranger';

test('a redirect with an error carries no code of a stranger (OAU-9)', () => {
  const { headers } = redirectError(TARGET, new Problem('provider_denied'));
  expect(headers.Location).toBe('https://app.example.com/done?tab=2&error=provider_denied');
});

test('a redirect with a code carries only this code and no error (OAU-9)', () => {
  const { headers } = redirect(TARGET, { code: 'own' });
  expect(headers.Location).toBe('https://app.example.com/done?tab=2&code=own');
});

describe('a target under an origin or in the list of apps', () => {
  const targets = {
    origins: new Set(['https://app.example.com', 'capacitor://localhost']),
    appUrls: new Set(['myapp://signed-in', 'com.example.app:/done']),
  };

  test.each([
    ['https://app.example.com/#/done', 'https://app.example.com/?code=1#/done'],
    ['https://app.example.com#!/done/here', 'https://app.example.com/?code=1#!/done/here'],
    ['https://app.example.com/?tab=2#/', 'https://app.example.com/?tab=2&code=1#/'],
    ['capacitor://localhost/#/done', 'capacitor://localhost/?code=1#/done'],
    ['myapp://signed-in', 'myapp://signed-in?code=1'],
    ['myapp://signed-in?from=mail', 'myapp://signed-in?from=mail&code=1'],
    ['com.example.app:/done', 'com.example.app:/done?code=1'],
  ])('%s receives the outcome in its query', (target, location) => {
    expect(redirectTarget(target, targets)).toBe(target);
    expect(redirect(target, { code: '1' }).headers.Location).toBe(location);
  });

  test.each([
    'https://app.example.com/#code=1',
    'https://app.example.com/#/done?code=1',
    'https://app.example.com/#/done&error=1',
    'https://app.example.com/#/a#/b',
    'https://app.example.com/#',
    'myapp://signed-in/other',
    'myapp://signed-in.evil.example',
    'myapp://signed-in#/done',
    'MYAPP://signed-in',
    'com.example.app:/done/../other',
    'com.example.app:/other',
    'capacitor://localhost.evil.example/',
    'otherapp://signed-in',
  ])('%s is refused (OAU-9)', (target) => {
    expect(() => redirectTarget(target, targets)).toThrow(Problem);
  });
});
