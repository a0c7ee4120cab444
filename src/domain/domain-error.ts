/**
 * An expected refusal. Its `code` is the stable machine word that clients see; one table in the API
 * maps codes to HTTP. Anything else that is thrown is a bug.
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;
}
