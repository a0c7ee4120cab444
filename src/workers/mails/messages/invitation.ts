import { isPermission, PERMISSIONS } from '../../../domain/permissions.js';
import { ADMIN } from '../../../domain/roles/organization-roles.js';
import type { Role } from '../../../domain/roles/role-set.js';
import { greetingName } from '../greeting-name.js';
import type { MailContent } from '../render.js';

/** A role that an invitation gives, with its permissions and those that it inherits. */
export interface OfferedRole {
  readonly role: Role;
  readonly permissions: ReadonlySet<string>;
}

/** An invitation as its mail shows it. */
export interface InvitationFacts {
  readonly organization: string;
  /** The name of the person who invites; null: a service, or a person without an account now. */
  readonly inviter: string | null;
  readonly roles: readonly OfferedRole[];
  readonly link: string;
  readonly expiresAt: Date;
}

/** Returns the mail to an invited address. It is the same whether or not an account has the address. */
export function invitationMail({
  organization,
  inviter,
  roles,
  link,
  expiresAt,
}: InvitationFacts): MailContent {
  const group = greetingName(organization) ?? 'an organisation';
  const person = inviter === null ? null : greetingName(inviter);
  return {
    subject: 'Invitation to an organisation',
    username: '',
    paragraphs: [
      person === null ? `You are invited to join ${group}.` : `${person} invites you to join ${group}.`,
      'As a member, you see the organisation and its members.',
      ...roles.map(effectOf),
      'To accept, open the link and sign in with this e-mail address. Without an account, create one first.',
    ],
    action: { label: 'See the invitation', link, expiresAt },
    ifUnexpected:
      'If you do not know the organisation, you can ignore this message. You become a member only if you accept.',
  };
}

/** Describes the permissions of a role. Apps name their own permissions, which are omitted. */
function effectOf({ role, permissions }: OfferedRole): string {
  if (role.id === ADMIN.id)
    return 'As an admin, you have every permission except to delete the organisation and to change its owners.';
  const name = greetingName(role.name);
  const title = name === null ? 'You get a further role' : `You get the role ${name}`;
  const effects = [...permissions].filter(isPermission).map((permission) => PERMISSIONS[permission]);
  return effects.length === 0 ? `${title}.` : `${title}, which has these permissions: ${effects.join(' ')}`;
}
