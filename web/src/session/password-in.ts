/** Returns the password of a form as it was typed: spaces belong to it. */
export function passwordIn(fields: FormData, name = 'password'): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value : '';
}
