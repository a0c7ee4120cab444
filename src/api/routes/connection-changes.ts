import { z } from 'zod';
import { changeConnection } from '../../commands/connections/change-connection.js';
import { addCertificateInput, disableConnectionInput } from '../../commands/connections/connection-inputs.js';
import * as decisions from '../../domain/connection/decisions.js';
import type { OpenConnection } from '../../domain/connection/connection.js';
import type { ConnectionEvent } from '../../domain/connection/events.js';
import { connectionAt } from '../../domain/connection/connection.js';
import { loadState } from '../../eventstore/folding/load-state.js';
import { readCertificate } from '../../security/saml/certificates.js';
import { readMetadata } from '../../security/saml/metadata.js';
import { serviceAddresses } from '../../security/saml/service-provider.js';
import {
  connectionJson,
  connectionProposalJson,
  connectionTestJson,
  toProposalJson,
} from '../answers/connection-json.js';
import { issueTest, TEST_SECONDS } from '../federation/saml-flows.js';
import { requireRecentProof } from '../http/authentication/administrators.js';
import { causeOf } from '../http/requests/cause.js';
import { actorOf } from '../http/requests/request-context.js';
import type { Member, RequestContext, Caller } from '../http/requests/request-context.js';
import { defineRoute } from '../http/route.js';
import type { Route } from '../http/route.js';
import {
  changeRefusals,
  connectionAnswer,
  connectionAnswers,
  connectionParams,
  connectionPath,
  idsIn,
} from './connections.js';
import type { RouteDependencies } from './dependencies.js';

const tag = 'Organisations';
const shared = { tag, auth: 'member', permission: 'connections:write' } as const;
/** The document with the escapes of JSON. */
const MAX_IMPORT_BYTES = 2 * 1024 * 1024;
type Manager = Member | Extract<Caller, { kind: 'service' }>;

/** Routes for the certificates of a connection, and for its state. */
export function connectionChangeRoutes(dependencies: RouteDependencies): Route[] {
  const { commands, oauth, publicUrl } = dependencies;

  /** Carries out a change of a connection after a recent proof of the identity. */
  async function change(
    { params, context, caller }: Request,
    decide: (connection: OpenConnection) => readonly ConnectionEvent[],
  ) {
    await requireRecentProof(commands, caller, context.now);
    const ids = idsIn(params);
    const changed = await changeConnection(commands, ids, caller, causeOf(context, caller), (before) =>
      decide(decisions.requireConnection(before, ids.organizationId)),
    );
    return connectionAnswer(changed, ids.organizationId, dependencies, context.now);
  }

  return [
    defineRoute({
      ...shared,
      method: 'post',
      path: `${connectionPath}/certificates`,
      operation: 'addConnectionCertificate',
      summary: 'Pins a certificate of the identity provider. During a rollover there are two.',
      params: connectionParams,
      body: addCertificateInput,
      anyText: true,
      answers: { 201: { description: 'The connection.', body: connectionJson } },
      refusals: ['certificate_refused', 'certificate_limit', ...changeRefusals],
      async handle(request) {
        const certificate = readCertificate(request.body.pem);
        const answer = await change(request, (before) => decisions.addCertificate(before, certificate));
        return { ...answer, status: 201 };
      },
    }),
    defineRoute({
      ...shared,
      method: 'delete',
      path: `${connectionPath}/certificates/{fingerprint}`,
      operation: 'retireConnectionCertificate',
      summary: 'Retires a certificate. Its signatures are refused at once.',
      params: connectionParams.extend({
        fingerprint: z
          .string()
          .toLowerCase()
          .regex(/^[0-9a-f]{64}$/),
      }),
      answers: connectionAnswers,
      refusals: ['unknown_certificate', ...changeRefusals],
      handle: (request) =>
        change(request, (before) => decisions.retireCertificate(before, request.params.fingerprint)),
    }),
    defineRoute({
      ...shared,
      method: 'post',
      path: `${connectionPath}/metadata`,
      operation: 'proposeConnection',
      summary: 'Reads the metadata of an identity provider. It is a proposal: nothing changes.',
      params: connectionParams,
      body: z.strictObject({
        metadata: z.string().min(1).meta({ description: 'The XML document of the identity provider.' }),
      }),
      anyText: true,
      maxBodyBytes: MAX_IMPORT_BYTES,
      answers: { 200: { description: 'The proposal.', body: connectionProposalJson } },
      refusals: ['unknown_connection', 'metadata_refused'],
      async handle({ params, body, context }) {
        const ids = idsIn(params);
        decisions.requireConnection(await loadState(commands.log, connectionAt(ids.id)), ids.organizationId);
        return { status: 200, body: toProposalJson(await readMetadata(body.metadata), context.now) };
      },
    }),
    defineRoute({
      ...shared,
      method: 'post',
      path: `${connectionPath}/test`,
      operation: 'testConnection',
      summary: 'Returns an address at which a person signs in to try a connection. No session starts.',
      params: connectionParams,
      answers: { 200: { description: 'The address, which works once.', body: connectionTestJson } },
      refusals: ['connection_incomplete', 'unknown_connection', 'reauthentication_required'],
      async handle({ params, context, caller }) {
        await requireRecentProof(commands, caller, context.now);
        const ids = idsIn(params);
        const found = await loadState(commands.log, connectionAt(ids.id));
        decisions.requireComplete(decisions.requireConnection(found, ids.organizationId));
        const secret = await issueTest(oauth.secrets, ids.id, actorOf(caller));
        const { startUrl } = serviceAddresses(publicUrl, ids.id);
        return { status: 200, body: { url: `${startUrl}?test=${secret}`, expires_in: TEST_SECONDS } };
      },
    }),
    defineRoute({
      ...shared,
      method: 'post',
      path: `${connectionPath}/enable`,
      operation: 'enableConnection',
      summary: 'Lets members sign in by a connection that passed a test.',
      params: connectionParams,
      answers: connectionAnswers,
      refusals: ['connection_incomplete', ...changeRefusals],
      handle: (request) => change(request, decisions.enableConnection),
    }),
    defineRoute({
      ...shared,
      method: 'post',
      path: `${connectionPath}/disable`,
      operation: 'disableConnection',
      summary: 'Stops sign-ins by a connection, also those in progress. Sessions go on.',
      params: connectionParams,
      body: disableConnectionInput,
      answers: connectionAnswers,
      refusals: changeRefusals,
      handle: (request) =>
        change(request, (before) => decisions.disableConnection(before, request.body.reason ?? null)),
    }),
  ];
}

interface Request {
  readonly params: z.output<typeof connectionParams>;
  readonly context: RequestContext;
  readonly caller: Manager;
}
