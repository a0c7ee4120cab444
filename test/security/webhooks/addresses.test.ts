import { describe, expect, test } from '@jest/globals';
import { isPublicAddress } from '../../../src/security/webhooks/public-address.js';
import { complaintAboutUrl } from '../../../src/security/webhooks/webhook-url.js';

const PRODUCTION = { allowPrivate: false, allowAnyPort: false };

describe('addresses of webhooks', () => {
  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '192.0.0.1',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    '::ffff:8.8.8.8',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::7f00:1',
    '2001:db8::1',
    '2002:7f00:1::',
    'fc00::1',
    'fe80::1',
    'ff02::1',
    'not an address',
  ])('%s is not public (WHK-3)', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(['8.8.8.8', '100.63.255.255', '172.32.0.1', '2606:4700:4700::1111'])(
    '%s is public (WHK-3)',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  test.each([
    'ftp://example.com/',
    'http://example.com/',
    'https://ada:secret@example.com/',
    'https://example.com/#part',
    'https://example.com:8443/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0177.0.0.1/',
    'https://127.1/',
    'https://127.0.0.1./',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'example.com',
  ])('the URL %s is rejected (WHK-3, WHK-8)', (url) => {
    expect(complaintAboutUrl(url, PRODUCTION)).not.toBeNull();
  });

  test('an https URL of a public host is accepted, and a local one in development only', () => {
    expect(complaintAboutUrl('https://example.com/hooks?a=1', PRODUCTION)).toBeNull();
    const development = { allowPrivate: true, allowAnyPort: true };
    expect(complaintAboutUrl('http://127.0.0.1:9000/', development)).toBeNull();
  });
});
