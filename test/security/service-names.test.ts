import { expect, test } from '@jest/globals';
import { serviceNames } from '../../src/security/passwords/service-names.js';

test.each([
  [
    'https://accounts.example.com',
    'Example Accounts <no-reply@example.com>',
    ['accounts.example.com', 'example.com', 'accounts', 'example', 'Example Accounts'],
  ],
  ['https://example.com:8443/id', '"Example, Inc." <a@b.de>', ['example.com', 'example', 'Example, Inc.']],
  [
    'https://id.example.co.uk',
    'a@b.de',
    ['id.example.co.uk', 'example.co.uk', 'co.uk', 'id', 'example', 'co'],
  ],
  ['https://xn--bcher-kva.example', '<a@b.de>', ['bücher.example', 'bücher']],
  ['http://localhost:8001', 'Credence <no-reply@localhost>', ['localhost', 'Credence']],
  ['http://127.0.0.1:8001', 'no-reply@localhost', ['127.0.0.1']],
  ['http://[::1]:8001', 'no-reply@localhost', ['::1']],
])('the names of a service at %s with sender %s are listed (REG-5)', (publicUrl, mailFrom, names) => {
  expect(serviceNames(publicUrl, mailFrom)).toEqual(['credence', ...names]);
});
