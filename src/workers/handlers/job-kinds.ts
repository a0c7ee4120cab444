import { mails } from '../mails/mails.js';
import type { JobKind } from './job-kind.js';
import { completeErasureJob } from './erasure/complete-erasure.js';
import { eraseUserJob, releaseHeldClaimsJob } from './erasure/erase-user.js';
import { buildExportJob } from './privacy/build-export.js';
import { issueLinkJobs } from './issue-link.js';
import { issueSignInLinkJob } from './requests/issue-sign-in-link.js';
import { mailJob } from './mail.js';
import { offerRegistrationJob } from './requests/offer-registration.js';
import { openAccountJob } from './requests/open-account.js';
import { recordAbandonedSignInJob } from './record-abandoned-sign-in.js';
import { deleteOrganizationJob } from './organizations/delete-organization.js';
import { endMembershipsJob } from './organizations/end-memberships.js';
import { mailInvitationJob } from './organizations/mail-invitation.js';
import { releaseUnusedNameJob } from './organizations/release-unused-name.js';
import { settleInvitationJob } from './organizations/settle-invitation.js';
import { releaseUnusedClaimJob } from './release-unused-claim.js';
import { webhookPausedJob } from './webhook-paused.js';
import { smsCodeJob } from './sms/sms-code.js';
import { resetFactorsJob } from './reset-factors.js';

/** Every kind of job. The reactor records jobs by this table, and the worker runs them by it. */
export const jobKinds: readonly JobKind[] = [
  ...mails.map(mailJob),
  ...issueLinkJobs,
  issueSignInLinkJob.kind,
  openAccountJob.kind,
  offerRegistrationJob.kind,
  releaseUnusedClaimJob,
  releaseUnusedNameJob,
  deleteOrganizationJob,
  endMembershipsJob,
  mailInvitationJob,
  settleInvitationJob,
  recordAbandonedSignInJob,
  webhookPausedJob,
  smsCodeJob,
  resetFactorsJob,
  completeErasureJob,
  eraseUserJob,
  releaseHeldClaimsJob,
  buildExportJob,
];
