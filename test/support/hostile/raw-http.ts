import { connect } from 'node:net';

/** Sends arbitrary bytes, which no HTTP client would send, and returns the answer when the connection closes. */
export async function sendRawHttp(url: string, request: string | Buffer): Promise<string> {
  const { hostname, port } = new URL(url);
  return await new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(request));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString('latin1')));
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
    socket.setTimeout(3_000, () => socket.destroy());
  });
}
