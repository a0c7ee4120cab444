/**
 * Reads the body of a response as text.
 *
 * @throws Error it is longer than `maxLength` characters, or ends early
 */
export async function readText({ body }: Response, maxLength: number): Promise<string> {
  let text = '';
  if (body === null) return text;
  for await (const part of body.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.length > maxLength) throw new Error('The body is too long.');
  }
  return text;
}
