import { textAt } from '../../support/documents/text-at.js';
import { rsaKeys } from '../../support/saml/parties.js';
import { withOrganization } from './organization-recipes.js';

import type { Recipe, Recipes } from './recipe.js';

interface Prepared {
  readonly method: string;
  /** The rest of the path behind the connection. */
  readonly rest?: string;
  readonly body?: object;
  /** A certificate that the connection has before. */
  readonly pem?: string;
}

/** Sends a request of an owner about a new connection. */
const onConnection =
  ({ method, rest = '', body, pem }: Prepared): Recipe =>
  async (send, setup) => {
    const { credence } = setup;
    const { path, token } = await withOrganization(setup);
    const added = await credence.call('POST', `${path}/connections`, { token, body: NEW });
    const connection = `${path}/connections/${textAt(added.body, 'id')}`;
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
    const added = await setup.credence.call('POST', `${path}/connections`, { token, body: NEW });
    const keys = `${path}/connections/${textAt(added.body, 'id')}/keys`;
    await setup.credence.call('POST', keys, { token });
    return await send('POST', `${keys}/switch`, { token });
  },
};
