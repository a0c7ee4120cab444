/** Returns the text of a field without the space around it; empty if the form has no such text. */
export function fieldText(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
