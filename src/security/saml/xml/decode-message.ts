import { demand, SamlRefused } from '../refusal.js';

/** The longest SAML form that the service reads, in characters. */
export const MAX_MESSAGE_LENGTH = 128 * 1024;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

/**
 * Decodes a message of the POST binding: strict base64 of UTF-8 text, with line breaks allowed (Bindings §3.5.4).
 *
 * @throws SamlRefused the text is longer, or has another encoding
 */
export function decodeMessage(encoded: string): string {
  demand(encoded.length <= MAX_MESSAGE_LENGTH, 'size');
  return utf8(decodeBase64(encoded.replaceAll(/[\r\n]/g, '')));
}

/** Decodes base64, and refuses every text that another decoder could read in another way. */
export function decodeBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  demand(text !== '' && BASE64.test(text) && bytes.toString('base64') === text, 'encoding');
  return bytes;
}

export function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new SamlRefused('encoding');
  }
}
