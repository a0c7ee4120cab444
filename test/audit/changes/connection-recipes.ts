import { textAt } from '../../support/documents/text-at.js';
import { waitUntilAnswered } from '../../support/clients/wait-for.js';
import { rsaKeys } from '../../support/saml/parties.js';
import type { Answer } from '../../support/server/credence.js';
import { withOrganization } from './organization-recipes.js';

import type { Recipe, Recipes } from './recipe.js';

const PATIENCE_MS = 120_000;
type Setup = Parameters<Recipe>[1];

interface Prepared {
  readonly method: string;
  /** The rest of the path behind the connection. */
  readonly rest?: string;
  readonly body?: object;
  /** A certificate that the connection has before. */
  readonly pem?: string;
}

/** Repeats a request that makes a key, which a busy machine can be too slow for. */
const answered = (send: () => Promise<Answer>) => waitUntilAnswered('a key is made', send, PATIENCE_MS);

/** Adds a connection to an organisation. Returns its path. */
async function newConnection({ credence }: Setup, path: string, token: string): Promise<string> {
  const added = await answered(() => credence.call('POST', `${path}/connections`, { token, body: NEW }));
  return `${path}/connections/${textAt(added.body, 'id')}`;
}

/** Sends a request of an owner about a new connection. */
const onConnection =
  ({ method, rest = '', body, pem }: Prepared): Recipe =>
  async (send, setup) => {
    const { credence } = setup;
    const { path, token } = await withOrganization(setup);
    const connection = await newConnection(setup, path, token);
    if (pem === undefined)
      return await send(method, connection + rest, { token, ...(body !== undefined && { body }) });
    const pinned = await credence.call('POST', `${connection}/certificates`, { token, body: { pem } });
    const fingerprint = textAt(pinned.body, 'certificates', '0', 'fingerprint');
    return await send(method, `${connection}/certificates/${fingerprint}`, { token });
  };

const NEW = { kind: 'saml', name: 'Directory' };
const { certificate: pem } = rsaKeys();

/** The requests about connections, by their operation. */
export const CONNECTION_RECIPES: Recipes = {
  async addConnection(send, setup) {
    const { path, token } = await withOrganization(setup);
    return await send('POST', `${path}/connections`, { token, body: NEW });
  },
  changeConnection: onConnection({ method: 'PATCH', body: { entity_id: 'https://idp.example/entity' } }),
  removeConnection: onConnection({ method: 'DELETE' }),
  addConnectionCertificate: onConnection({ method: 'POST', rest: '/certificates', body: { pem } }),
  retireConnectionCertificate: onConnection({ method: 'DELETE', pem }),
  addConnectionKey: onConnection({ method: 'POST', rest: '/keys' }),
  async switchConnectionKey(send, setup) {
    const { path, token } = await withOrganization(setup);
    const keys = `${await newConnection(setup, path, token)}/keys`;
    await answered(() => setup.credence.call('POST', keys, { token }));
    return await send('POST', `${keys}/switch`, { token });
  },
};
