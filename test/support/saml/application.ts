import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An application whose people sign in by the connection that its path names. */
export interface Application {
  readonly origin: string;
  stop(): Promise<void>;
}

/** Starts an application on an origin of its own. Its page keeps the session in cookies. */
export async function startApplication(): Promise<Application & { serve(api: string): void }> {
  let api = '';
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html; charset=utf-8').end(pageFor(api)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    serve: (url) => void (api = url),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pageFor(api: string): string {
  return `<!doctype html>
<html lang="en">
  <title>Application</title>
  <button id="sign-in">Sign in</button>
  <button id="sign-out">Sign out</button>
  <p role="status"></p>
  <script type="module">
    const returnTo = location.origin + location.pathname;
    const query = new URLSearchParams(location.search);
    history.replaceState(null, '', location.pathname);
    const show = (text) => { document.querySelector('p').textContent = text; };
    const base64url = (bytes) =>
      btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

    async function post(path, body) {
      const headers = { 'content-type': 'application/json' };
      const options = { method: 'POST', credentials: 'include', headers, body: JSON.stringify(body) };
      return await (await fetch('${api}' + path, options)).json();
    }

    document.querySelector('#sign-in').onclick = async () => {
      const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
      sessionStorage.setItem('verifier', verifier);
      const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
      const challenge = base64url(new Uint8Array(hash));
      const parameters = new URLSearchParams({ return_to: returnTo, code_challenge: challenge });
      location.href = '${api}/sso' + location.pathname + '?' + parameters;
    };
    document.querySelector('#sign-out').onclick = async () => {
      location.href = (await post('/auth/logout', { return_to: returnTo + '?out' })).logout_url;
    };

    if (query.has('code')) {
      const code_verifier = sessionStorage.getItem('verifier');
      const session = await post('/oauth/exchange', { code: query.get('code'), code_verifier, cookie: true });
      show('Signed in as ' + session.email);
    }
    if (query.has('out')) show('Signed out');
    if (query.has('error')) show('Error: ' + query.get('error'));
  </script>
</html>`;
}
