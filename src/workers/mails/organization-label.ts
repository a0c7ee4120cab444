import { greetingName } from './greeting-name.js';

/** Returns the name of an organisation for a sentence, unless it could be taken for a link. */
export function organizationLabel(organization: string | null): string {
  return (organization === null ? null : greetingName(organization)) ?? 'your organisation';
}
