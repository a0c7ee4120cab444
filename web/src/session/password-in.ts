/** Returns the password of a form as it was typed: spaces belong to it. */
export function passwordIn(fields: FormData): string {
  const value = fields.get('password');
  return typeof value === 'string' ? value : '';
}
