import { greetingName } from './greeting-name.js';

/** Returns the name of an organisation for the text of a mail. */
export function organizationName(name: string | null): string {
  return (name === null ? null : greetingName(name)) ?? 'your organisation';
}
