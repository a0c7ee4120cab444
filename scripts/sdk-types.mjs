import { Buffer } from 'node:buffer';
import openapiTS, { astToString } from 'openapi-typescript';

/**
 * @typedef {{ schema: object, example?: unknown, examples?: unknown }} Content
 * @typedef {{ content?: Record<string, Content>, headers?: unknown, $ref?: string }} Response
 * @typedef {{
 *   parameters: { in: string }[],
 *   requestBody?: Response,
 *   responses: Record<string, Response>,
 * }} Operation
 * @typedef {{
 *   webhooks?: unknown,
 *   paths: Record<string, Record<string, Operation>>,
 *   components: { schemas: unknown, securitySchemes: unknown, responses: Record<string, Response> },
 * }} Document
 */

const SHARED = '#/components/responses/';
const PROBLEM_TYPE = 'application/problem+json';
const PROBLEM = {
  description: 'A problem (RFC 9457).',
  content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
};
const BANNER = '// Generated from the OpenAPI document by `npm run sdk`. Do not edit.\n\n';

/**
 * Returns the types of the TypeScript client as a source file. Every refusal of an operation has the one type of problems.
 * Headers and examples are left out: they would make the file several times as long.
 *
 * @param {unknown} document the OpenAPI document
 */
export async function sdkTypes(document) {
  /** @type {Document} */
  const short = JSON.parse(JSON.stringify(document));
  delete short.webhooks;
  const { schemas, securitySchemes, responses } = short.components;
  short.components = { schemas, securitySchemes, responses: { Problem: PROBLEM } };
  for (const operation of Object.values(short.paths).flatMap((methods) => Object.values(methods))) {
    operation.parameters = operation.parameters.filter(({ in: place }) => place !== 'header');
    operation.responses = shortResponses(operation.responses, responses);
    if (operation.requestBody !== undefined) operation.requestBody = shortBody(operation.requestBody);
  }
  return BANNER + astToString(await openapiTS(Buffer.from(JSON.stringify(short)), { alphabetize: true }));
}

/**
 * @param {Record<string, Response>} responses
 * @param {Record<string, Response>} shared
 */
function shortResponses(responses, shared) {
  /** @type {Record<string, Response>} */
  const short = {};
  for (const [status, given] of Object.entries(responses)) {
    const response = given.$ref === undefined ? given : shared[given.$ref.slice(SHARED.length)];
    if (response?.content?.[PROBLEM_TYPE] === undefined) short[status] = shortBody(response ?? given);
    else short['default'] = { $ref: `${SHARED}Problem` };
  }
  return short;
}

/** @param {Response} body */
function shortBody(body) {
  delete body.headers;
  for (const content of Object.values(body.content ?? {})) {
    delete content.example;
    delete content.examples;
  }
  return body;
}
