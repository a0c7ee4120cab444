import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A front end on an origin other than that of the service. */
export interface FrontEnd {
  readonly origin: string;
  stop(): Promise<void>;
}

/**
 * Starts a front end that serves one page for every path. The page signs in with Google, exchanges the one-time code
 * for a session, links Acme, and shows the result of each.
 */
export async function startFrontEnd(api: string): Promise<FrontEnd> {
  const server = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html; charset=utf-8').end(pageFor(api)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${String(port)}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function pageFor(api: string): string {
  return `<!doctype html>
<html lang="en">
  <title>Front end</title>
  <button id="sign-in">Sign in with Google</button>
  <button id="link">Link Acme</button>
  <p role="status"></p>
  <script type="module">
    const returnTo = location.origin + '/';
    const query = new URLSearchParams(location.search);
    history.replaceState(null, '', '/');
    const show = (text) => { document.querySelector('p').textContent = text; };

    async function post(path, body, options = {}) {
      const headers = { 'content-type': 'application/json', ...options.headers };
      const answer = await fetch('${api}' + path, { method: 'POST', body: JSON.stringify(body), ...options, headers });
      return await answer.json();
    }

    document.querySelector('#sign-in').onclick = () => {
      location.href = '${api}/oauth/google?return_to=' + encodeURIComponent(returnTo);
    };
    document.querySelector('#link').onclick = async () => {
      const authorization = 'Bearer ' + sessionStorage.getItem('token');
      // With credentials: the browser must store the cookie that binds the callback to it.
      const options = { credentials: 'include', headers: { authorization } };
      location.href = (await post('/oauth/acme/link', { return_to: returnTo }, options)).authorization_url;
    };

    if (query.has('code')) {
      const session = await post('/oauth/exchange', { code: query.get('code') });
      sessionStorage.setItem('token', session.access_token);
      show('Signed in as ' + session.email);
    }
    if (query.has('linked')) show('Linked: ' + query.get('linked'));
    if (query.has('error')) show('Error: ' + query.get('error'));
  </script>
</html>`;
}
