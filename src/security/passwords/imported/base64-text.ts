/** Decodes base64 with or without padding. Passlib writes a full stop for a plus. Returns null for other characters. */
export function decodeBase64(text: string): Buffer | null {
  return /^[\w+/.-]*={0,2}$/.test(text) ? Buffer.from(text.replaceAll('.', '+'), 'base64') : null;
}
