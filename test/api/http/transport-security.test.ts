import { expect, test } from '@jest/globals';
import { transportSecurity } from '../../../src/api/http/server/transport-security.js';

test('HSTS covers the own host for a year, and subdomains only on request (WEB-4)', () => {
  expect(transportSecurity('https://id.example.com', false)).toBe('max-age=31536000');
  expect(transportSecurity('https://id.example.com/auth', true)).toBe('max-age=31536000; includeSubDomains');
});

test('a service on plain http sends no HSTS (WEB-4)', () => {
  expect(transportSecurity('http://localhost:8001', true)).toBeNull();
});
