import { createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkResponse } from '../../../src/security/saml/check-response.js';
import { SamlRefused } from '../../../src/security/saml/refusal.js';
import type { SamlRefusalReason } from '../../../src/security/saml/refusal.js';
import { encoded, expected, responseXml, signed } from '../../support/saml/identity-provider.js';

const honest = signed(responseXml(), 'both');
const check = (form: string) => checkResponse(form, expected());
const refused = (reason: SamlRefusalReason) => expect.objectContaining({ name: 'SamlRefused', reason });
const inName = (text: string) => responseXml({ nameId: `<saml:NameID>${text}</saml:NameID>` });
const LAUGHS = Array.from({ length: 20 }, (_, at) => `<!ENTITY a${at} "&a${at + 1};&a${at + 1};">`).join('');

describe('markup beside elements is refused', () => {
  test.each<[string, string]>([
    ['a comment in a name', 'ada@acme.example<!-- -->.evil.example'],
    ['a CDATA section in a name', '<![CDATA[ada]]>'],
    ['a processing instruction in a name', 'ada<?x y?>'],
  ])('%s, before or after the signature (SAML-10)', async (_, text) => {
    const document = signed(responseXml()).replace('ada@acme.example</saml:NameID>', `${text}</saml:NameID>`);
    await expect(check(encoded(document))).rejects.toEqual(refused('markup'));
    await expect(check(encoded(signed(inName(text))))).rejects.toEqual(refused('markup'));
  });

  test.each<[string, string, SamlRefusalReason]>([
    ['a DOCTYPE (SAML-9)', '<!DOCTYPE x>', 'markup'],
    ['an entity (SAML-10)', '<!DOCTYPE x [<!ENTITY a "ada">]>', 'markup'],
    ['a billion laughs (SAML-31)', `<!DOCTYPE x [${LAUGHS}]>`, 'markup'],
    ['a second declaration', '<?xml version="1.0"?><?xml version="1.0"?>', 'markup'],
    ['another version', '<?xml version="1.1"?>', 'markup'],
    ['another encoding', '<?xml version="1.0" encoding="UTF-16"?>', 'markup'],
    ['text', 'x', 'syntax'],
    ['a byte order mark (SAML-31)', '\uFEFF', 'encoding'],
  ])('%s before the document', async (_, before, reason) => {
    await expect(check(encoded(before + honest))).rejects.toEqual(refused(reason));
  });

  test('an external entity, and nobody fetches it (SAML-31)', async () => {
    let calls = 0;
    const listener = createServer(() => (calls += 1)).listen(0, '127.0.0.1');
    await new Promise((resolve) => listener.once('listening', resolve));
    const address = listener.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const doctype = `<!DOCTYPE x SYSTEM "http://127.0.0.1:${port}/x">`;
    await expect(check(encoded(doctype + honest))).rejects.toEqual(refused('markup'));
    await new Promise((resolve) => listener.close(resolve));
    expect(calls).toBe(0);
  });

  test('but an XML declaration and line breaks in the base64 are accepted', async () => {
    const form = encoded(`<?xml version="1.0" encoding="UTF-8"?>${honest}`).replaceAll(/(.{76})/g, '$1\r\n');
    await expect(check(form)).resolves.toBeDefined();
  });
});

describe('a document is refused', () => {
  const deep = '<a>'.repeat(10_000) + '</a>'.repeat(10_000);
  const wide = `<a ${Array.from({ length: 9_000 }, (_, at) => `a${at}=""`).join(' ')}/>`;
  test.each<[string, string, SamlRefusalReason]>([
    ['with a depth of 10,000 (SAML-31)', encoded(deep), 'structure'],
    ['with thousands of attributes (SAML-31)', encoded(wide), 'structure'],
    ['with thousands of elements (SAML-31)', encoded(`<a>${'<b/>'.repeat(5_000)}</a>`), 'structure'],
    [
      'with thousands of attributes on many elements',
      encoded(`<a>${`<b ${Array.from({ length: 90 }, (_, at) => `a${at}=""`).join(' ')}/>`.repeat(50)}</a>`),
      'structure',
    ],
    ['of 128 KiB and a character (SAML-31)', 'A'.repeat(128 * 1024 + 1), 'size'],
    ['in UTF-16 (SAML-31)', Buffer.from(honest, 'utf16le').toString('base64'), 'encoding'],
    ['with NUL (SAML-31)', encoded(honest.replace('ada', 'a\0a')), 'encoding'],
    ['with a reference to NUL', encoded(honest.replace('>ada', '>a&#0;a')), 'encoding'],
    ['with a reference to half a character', encoded(honest.replace('>ada', '>a&#xD800;a')), 'encoding'],
    ['with bytes that are not UTF-8', Buffer.from([0x3c, 0xff, 0x3e]).toString('base64'), 'encoding'],
    ['in base64 with spaces', `${encoded(honest).slice(0, 8)} ${encoded(honest).slice(8)}`, 'encoding'],
    ['in base64 with bits left over', 'PGE+PC9hPh==', 'encoding'],
    ['in URL-safe base64', '____', 'encoding'],
    ['without content', '', 'encoding'],
    ['with an unknown entity', encoded(honest.replace('>ada', '>&nbsp;ada')), 'syntax'],
    ['with a tag that does not end', encoded(`${honest}<a`), 'syntax'],
    ['with an element that does not end', encoded('<a><b></a>'), 'syntax'],
    ['with a repeated attribute', encoded('<a b="1" b="2"/>'), 'syntax'],
    ['with two roots', encoded(honest + honest), 'syntax'],
    ['with text alone', encoded('ada'), 'syntax'],
    ['with another root', encoded('<a/>'), 'root'],
  ])('%s', async (_, form, reason) => {
    const started = performance.now();
    await expect(check(form)).rejects.toEqual(refused(reason));
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('in little memory, whatever its form', async () => {
    const before = process.memoryUsage().rss;
    const forms = [deep, wide, honest.replace('ada', 'a'.repeat(60_000))];
    for (const form of forms) await expect(check(encoded(form))).rejects.toBeDefined();
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });
});

test('a signed response with any part replaced is refused, or says the same', async () => {
  const said = await check(encoded(honest));
  const parts = ['<', '>', '"', '/', ' ', '&', '&#97;', 'ID', '<x/>', 'saml:', 'ds:', '_a1', '=', '2'];
  const replaced = fc.tuple(fc.nat(honest.length), fc.nat(12), fc.constantFrom('', ...parts));
  await fc.assert(
    fc.asyncProperty(replaced, async ([at, length, part]) => {
      const form = encoded(honest.slice(0, at) + part + honest.slice(at + length));
      const outcome = await check(form).catch((error: unknown) => error);
      if (outcome instanceof SamlRefused) return;
      expect(outcome).toEqual(said);
    }),
    { numRuns: 100 },
  );
});
