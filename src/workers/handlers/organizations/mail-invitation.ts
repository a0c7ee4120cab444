import { isExpired } from '../../../domain/invitation/decisions.js';
import { invitationAt, invitationOfStream } from '../../../domain/invitation/invitation.js';
import type { OpenInvitation } from '../../../domain/invitation/invitation.js';
import { isActive } from '../../../domain/organization/access.js';
import { organizationAt } from '../../../domain/organization/organization.js';
import { permissionsOfRole } from '../../../domain/roles/access.js';
import { organizationRoles } from '../../../domain/roles/organization-roles.js';
import { findRole } from '../../../domain/roles/role-set.js';
import { userAt } from '../../../domain/user/user.js';
import type { EventLog } from '../../../eventstore/event-log.js';
import { loadState, loadStates } from '../../../eventstore/folding/load-state.js';
import { invitationMail } from '../../mails/messages/invitation.js';
import type { InvitationFacts } from '../../mails/messages/invitation.js';
import { renderMail } from '../../mails/render.js';
import type { JobKind } from '../job-kind.js';
import { sendUnrecorded } from '../send-unrecorded.js';

/** Mails an invitation to its address. An invitation that was sent again since then has another mail. */
export const mailInvitationJob: JobKind = {
  name: 'invitation',
  causedBy: { InvitationSent: () => 0 },
  async run(dependencies, job) {
    const { log, now, linkTokens, publicUrl } = dependencies;
    const id = invitationOfStream(job.stream);
    if (id === null) return 'no invitation';
    const invitation = await loadState(log, invitationAt(id));
    if (invitation.status !== 'open' || isExpired(invitation, now())) return 'no longer wanted';
    const { email, sending: eventId } = invitation;
    if (email === null || eventId !== job.event) return 'no longer wanted';
    const facts = await loadFacts(log, invitation);
    if (facts === null) return 'no longer wanted';
    const token = linkTokens.issueInvitation({ invitationId: id, eventId });
    const link = `${publicUrl}/invitation?token=${token}`;
    await sendUnrecorded(dependencies, job, email, renderMail(invitationMail({ ...facts, link })));
    return 'sent';
  },
};

/** Loads the facts that the mail shows, or null if the organisation admits nobody. */
async function loadFacts(
  log: EventLog,
  { organizationId, invitedBy, roleIds, expiresAt }: OpenInvitation,
): Promise<Omit<InvitationFacts, 'link'> | null> {
  const { organization, roles } = await loadStates(log, {
    organization: organizationAt(organizationId),
    roles: organizationRoles(organizationId),
  });
  if (!isActive(organization)) return null;
  const inviter = invitedBy === null ? null : await loadState(log, userAt(invitedBy));
  const given = roleIds.flatMap((roleId) => findRole(roles, roleId) ?? []);
  return {
    organization: organization.name,
    inviter: inviter?.status === 'registered' ? inviter.username : null,
    roles: given.map((role) => ({ role, permissions: permissionsOfRole(roles, role) })),
    expiresAt,
  };
}
