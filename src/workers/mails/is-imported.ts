/**
 * Tells whether an operator imported a factor. Its owner has enrolled it before, at another service, so that an import sends
 * no mail.
 */
export function isImported({ actor }: { readonly actor: string }): boolean {
  return actor === 'operator';
}
