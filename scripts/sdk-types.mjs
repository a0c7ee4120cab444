import { Buffer } from 'node:buffer';
import openapiTS, { astToString } from 'openapi-typescript';

/**
 * @typedef {{ content?: Record<string, unknown>, headers?: unknown, $ref?: string }} Response
 * @typedef {{ parameters: { in: string }[], responses: Record<string, Response> }} Operation
 * @typedef {{
 *   webhooks?: unknown,
 *   paths: Record<string, Record<string, Operation>>,
 *   components: Record<string, unknown>,
 * }} Document
 */

const PROBLEM_TYPE = 'application/problem+json';
const PROBLEM = {
  description: 'A problem (RFC 9457).',
  content: { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
};
const BANNER = '// Generated from the OpenAPI document by `npm run sdk`. Do not edit.\n\n';

/**
 * Returns the types of the TypeScript client as a source file. Every refusal of an operation has the one type of problems,
 * and headers are left out: both are the same everywhere, and would make the file four times as long.
 *
 * @param {unknown} document the OpenAPI document
 */
export async function sdkTypes(document) {
  /** @type {Document} */
  const short = JSON.parse(JSON.stringify(document));
  delete short.webhooks;
  short.components['responses'] = { Problem: PROBLEM };
  for (const operation of Object.values(short.paths).flatMap((methods) => Object.values(methods))) {
    operation.parameters = operation.parameters.filter(({ in: place }) => place !== 'header');
    operation.responses = shortResponses(operation.responses);
  }
  return BANNER + astToString(await openapiTS(Buffer.from(JSON.stringify(short)), { alphabetize: true }));
}

/** @param {Record<string, Response>} responses */
function shortResponses(responses) {
  /** @type {Record<string, Response>} */
  const short = {};
  for (const [status, response] of Object.entries(responses)) {
    delete response.headers;
    if (response.content?.[PROBLEM_TYPE] === undefined) short[status] = response;
    else short['default'] = { $ref: '#/components/responses/Problem' };
  }
  return short;
}
