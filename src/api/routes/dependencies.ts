import type { AuditQueries } from '../../audit/audit-queries.js';
import type { CommandDependencies } from '../../commands/dependencies.js';
import type { RotationRules } from '../../domain/signing-key/decisions.js';
import type { Position } from '../../eventstore/port.js';
import type { FindUser } from '../../projections/views/accounts/query.js';
import type { Activity } from '../../projections/live/activity.js';
import type { AccessCache } from '../../projections/live/access-cache.js';
import type { MemberCache } from '../../projections/live/member-cache.js';
import type { UserNumbers } from '../../projections/views/accounts/user-numbers.js';
import type { Feed } from '../feed/feed.js';
import type { GraphqlParts } from '../graphql/graphql-parts.js';
import type { OAuth } from '../federation/federation.js';
import type { SamlMetrics } from '../federation/outcome-metrics.js';
import type { CookiePolicy } from '../http/authentication/cookie-policy.js';
import type { ReadinessParts } from '../http/readiness.js';
import type { MailedSignIn } from '../mailed/mailed-sign-in.js';
import type { CountInvitation } from '../organizations/invitation-metrics.js';
import type { OpenJobs } from './open-jobs.js';
import type { AnalyticsQueries, ReadModels } from './read-models.js';
import type { ReadModelVersions } from './read-model-versions.js';
import type { RetentionTimes } from '../../domain/personal-data.js';
import type { RetentionMonthState } from '../../security/keys/retention-months.js';
import type { ErasureLedger } from '../../security/keys/erasures/ledger.js';
import type { ExportArchives } from '../../security/request-stores/export-archives.js';
import type { ApiKeys } from '../../security/tokens/api-keys.js';
import type { ErasureReceipts } from '../../security/tokens/erasure-receipts.js';
import type { AccessTokens } from '../../security/tokens/access-tokens.js';
import type { RequestBindings } from '../../security/tokens/request-bindings.js';
import type { WebhookSecrets } from '../../security/webhooks/webhook-secrets.js';
import type { ReachRules } from '../../security/webhooks/webhook-url.js';
import type { SigningKeys } from '../../security/tokens/signing-keys.js';

/** The dependencies of the routes. */
export interface RouteDependencies {
  readonly commands: CommandDependencies;
  readonly apiKeys: ApiKeys;
  readonly webhookSecrets: WebhookSecrets;
  /** The addresses that webhooks may have. */
  readonly webhookReach: ReachRules;
  /** The most webhooks that may exist. */
  readonly webhookLimit: number;
  readonly readModels: ReadModels;
  readonly versions: ReadModelVersions;
  readonly jobs: OpenJobs;
  /** Null if analytics are off. */
  readonly analytics: AnalyticsQueries | null;
  readonly proofs: AuditQueries;
  readonly retention: {
    readonly times: RetentionTimes;
    readonly readMonths: () => Promise<RetentionMonthState[]>;
  };
  readonly exportArchives: Pick<ExportArchives, 'take'>;
  readonly findUser: FindUser;
  readonly findUserNumber: UserNumbers['find'];
  readonly accessTokens: AccessTokens;
  readonly signingKeys: SigningKeys;
  readonly erasures: Pick<ErasureLedger, 'find'>;
  readonly signReceipt: ErasureReceipts;
  /** The rotation of signing keys, or null if tokens are signed with a shared secret. */
  readonly rotation: {
    readonly rules: RotationRules;
    /** The time for which a key is needed after its last signature. */
    readonly tokenLifeMs: number;
    /** Loads new keys into this process. */
    readonly reload: () => Promise<void>;
  } | null;
  /** The permissions of people, the count of decisions about them, and of administrators who act as people. */
  readonly access: {
    readonly find: AccessCache['find'];
    readonly count: (allowed: boolean) => void;
    readonly countImpersonation: () => void;
  };
  readonly graphql: GraphqlParts;
  readonly findMember: MemberCache['find'];
  /** Carries out a request about an invitation, and counts its outcome. */
  readonly countInvitation: CountInvitation;
  /** True if every person can found organisations. */
  readonly anyoneFounds: boolean;
  /** The counts of the last day for the console. */
  readonly activity: Pick<Activity, 'since' | 'hours'>;
  readonly feed: Feed;
  readonly publicUrl: string;
  readonly oauth: OAuth;
  readonly samlMetrics: SamlMetrics;
  readonly requestBindings: RequestBindings;
  /** Null if sign-in by mail is turned off. */
  readonly mailedSignIn: MailedSignIn | null;
  readonly cookies: CookiePolicy;
  readonly readiness: ReadinessParts;
  /** The secret that makes the first administrator, or null. */
  readonly bootstrapSecret: string | null;
  readonly exposeVerificationToken: boolean;
  /** The origins of other domains whose pages use the passkeys of this one. */
  readonly relatedOrigins: readonly string[];
  /** Waits until the read models of this process have reached a position, for a bounded time. */
  readonly waitForReadModels: (position: Position) => Promise<boolean>;
}
