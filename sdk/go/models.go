// Code generated from the OpenAPI document by `npm run sdk`. DO NOT EDIT.

package credence

import "encoding/json"

type AccessPermissionsItem struct {
	Key     string   `json:"key"`
	Because []string `json:"because"`
}

type Access struct {
	UserId      string                  `json:"user_id"`
	Roles       []string                `json:"roles"`
	Permissions []AccessPermissionsItem `json:"permissions"`
}

type AccountDiffChangesItemEvent struct {
	Id         string `json:"id"`
	Type       string `json:"type"`
	Position   string `json:"position"`
	OccurredAt string `json:"occurred_at"`
	Actor      string `json:"actor"`
}

type AccountDiffChangesItem struct {
	Field  string                      `json:"field"`
	Before json.RawMessage             `json:"before"`
	After  json.RawMessage             `json:"after"`
	Event  AccountDiffChangesItemEvent `json:"event"`
}

type AccountDiff struct {
	From    string                   `json:"from"`
	To      string                   `json:"to"`
	Changes []AccountDiffChangesItem `json:"changes"`
}

type AddedFactor struct {
	Factor        Factor        `json:"factor"`
	RecoveryCodes []string      `json:"recovery_codes,omitempty"`
	Session       *SignInAnswer `json:"session,omitempty"`
}

type AddedPasskey struct {
	Factor        Factor        `json:"factor"`
	RecoveryCodes []string      `json:"recovery_codes,omitempty"`
	Session       *SignInAnswer `json:"session,omitempty"`
}

type ApiKey struct {
	Id         string   `json:"id"`
	Name       string   `json:"name"`
	Prefix     string   `json:"prefix"`
	Scopes     []string `json:"scopes"`
	CreatedAt  string   `json:"created_at"`
	ExpiresAt  string   `json:"expires_at"`
	RevokedAt  *string  `json:"revoked_at"`
	CreatedBy  string   `json:"created_by"`
	LastUsedAt *string  `json:"last_used_at"`
}

type ApiKeyPage struct {
	Items      []ApiKey `json:"items"`
	NextCursor *string  `json:"next_cursor"`
}

type BlastRadiusActorsItem struct {
	Actor  string         `json:"actor"`
	Since  string         `json:"since"`
	Events map[string]any `json:"events"`
}

type BlastRadiusGiftsItem struct {
	Position       string   `json:"position"`
	OccurredAt     string   `json:"occurred_at"`
	Type           string   `json:"type"`
	From           string   `json:"from"`
	To             string   `json:"to"`
	RoleIds        []string `json:"role_ids"`
	OrganizationId *string  `json:"organization_id"`
}

type BlastRadius struct {
	Actor    string                  `json:"actor"`
	Since    string                  `json:"since"`
	Actors   []BlastRadiusActorsItem `json:"actors"`
	Gifts    []BlastRadiusGiftsItem  `json:"gifts"`
	Complete bool                    `json:"complete"`
}

type CauseTreeCommandsItemEventsItem struct {
	Event   Event   `json:"event"`
	Effects []Event `json:"effects"`
}

type CauseTreeCommandsItem struct {
	CausationId string                            `json:"causation_id"`
	Events      []CauseTreeCommandsItemEventsItem `json:"events"`
}

type CauseTree struct {
	CorrelationId string                  `json:"correlation_id"`
	Commands      []CauseTreeCommandsItem `json:"commands"`
}

type ChangedOrganizationPolicyGainsItem struct {
	UserId string `json:"user_id"`
}

type ChangedOrganizationPolicyLossesItem struct {
	UserId string `json:"user_id"`
}

type ChangedOrganizationPolicy struct {
	RequireMfa      *bool                                 `json:"require_mfa,omitempty"`
	MaxSessionAgeS  *int64                                `json:"max_session_age_s,omitempty"`
	TokenTtlS       *int64                                `json:"token_ttl_s,omitempty"`
	Gains           []ChangedOrganizationPolicyGainsItem  `json:"gains,omitempty"`
	Losses          []ChangedOrganizationPolicyLossesItem `json:"losses,omitempty"`
	RefusedSessions *int64                                `json:"refused_sessions,omitempty"`
	NextCursor      *string                               `json:"next_cursor,omitempty"`
}

type ChangedRoleGainsItem struct {
	UserId      string   `json:"user_id"`
	Permissions []string `json:"permissions"`
}

type ChangedRoleLossesItem struct {
	UserId      string   `json:"user_id"`
	Permissions []string `json:"permissions"`
}

type ChangedRole struct {
	Id                   *string                 `json:"id,omitempty"`
	Key                  *string                 `json:"key,omitempty"`
	Name                 *string                 `json:"name,omitempty"`
	Description          *string                 `json:"description,omitempty"`
	Permissions          []string                `json:"permissions,omitempty"`
	Inherits             []string                `json:"inherits,omitempty"`
	EffectivePermissions []string                `json:"effective_permissions,omitempty"`
	BuiltIn              *bool                   `json:"built_in,omitempty"`
	Gains                []ChangedRoleGainsItem  `json:"gains,omitempty"`
	Losses               []ChangedRoleLossesItem `json:"losses,omitempty"`
	NextCursor           *string                 `json:"next_cursor,omitempty"`
}

type CheckpointsItemsItem struct {
	Size       int64  `json:"size"`
	Checkpoint string `json:"checkpoint"`
}

type Checkpoints struct {
	Items []CheckpointsItemsItem `json:"items"`
}

type CloudEvent struct {
	Specversion     string         `json:"specversion"`
	Id              string         `json:"id"`
	Source          string         `json:"source"`
	Type            string         `json:"type"`
	Subject         *string        `json:"subject,omitempty"`
	Time            string         `json:"time"`
	Datacontenttype string         `json:"datacontenttype"`
	Dataschema      string         `json:"dataschema"`
	Data            map[string]any `json:"data"`
	Position        string         `json:"position"`
	Revision        int64          `json:"revision"`
	Stream          string         `json:"stream"`
	Actor           string         `json:"actor"`
	Correlationid   string         `json:"correlationid"`
	Causationid     string         `json:"causationid"`
	Erased          *bool          `json:"erased,omitempty"`
	Unreadable      *bool          `json:"unreadable,omitempty"`
}

type ConnectionLastTest struct {
	Passed bool    `json:"passed"`
	Reason *string `json:"reason"`
	At     string  `json:"at"`
}

type ConnectionIdentityProvider struct {
	EntityId *string `json:"entity_id"`
	SsoUrl   *string `json:"sso_url"`
	SloUrl   *string `json:"slo_url"`
}

type ConnectionServiceProviderKeysItem struct {
	Fingerprint string `json:"fingerprint"`
	NotAfter    string `json:"not_after"`
	Expired     bool   `json:"expired"`
	Status      string `json:"status"`
}

type ConnectionServiceProvider struct {
	EntityId    string                              `json:"entity_id"`
	MetadataUrl string                              `json:"metadata_url"`
	AcsUrl      string                              `json:"acs_url"`
	SloUrl      string                              `json:"slo_url"`
	StartUrl    string                              `json:"start_url"`
	Keys        []ConnectionServiceProviderKeysItem `json:"keys"`
}

type ConnectionSettingsAttributes struct {
	Email *string `json:"email"`
	Name  *string `json:"name"`
}

type ConnectionSettingsRoleMappingRolesItem struct {
	Value  string `json:"value"`
	RoleId string `json:"role_id"`
}

type ConnectionSettingsRoleMapping struct {
	Attribute string                                   `json:"attribute"`
	Roles     []ConnectionSettingsRoleMappingRolesItem `json:"roles"`
}

type ConnectionSettings struct {
	RequestBinding   string                         `json:"request_binding"`
	SignRequests     bool                           `json:"sign_requests"`
	NameIdFormat     *string                        `json:"name_id_format"`
	ForceAuthn       bool                           `json:"force_authn"`
	AllowUnsolicited bool                           `json:"allow_unsolicited"`
	Attributes       ConnectionSettingsAttributes   `json:"attributes"`
	MfaContexts      []string                       `json:"mfa_contexts"`
	RoleMapping      *ConnectionSettingsRoleMapping `json:"role_mapping"`
}

type Connection struct {
	Id               string                     `json:"id"`
	Kind             string                     `json:"kind"`
	Name             string                     `json:"name"`
	Enabled          bool                       `json:"enabled"`
	LastTest         *ConnectionLastTest        `json:"last_test"`
	IdentityProvider ConnectionIdentityProvider `json:"identity_provider"`
	ServiceProvider  ConnectionServiceProvider  `json:"service_provider"`
	Settings         ConnectionSettings         `json:"settings"`
	Certificates     []ConnectionCertificate    `json:"certificates"`
	AddedAt          string                     `json:"added_at"`
}

type ConnectionCertificate struct {
	Fingerprint string `json:"fingerprint"`
	NotAfter    string `json:"not_after"`
	Expired     bool   `json:"expired"`
}

type ConnectionPage struct {
	Items      []Connection `json:"items"`
	NextCursor *string      `json:"next_cursor"`
}

type ConnectionProposalCertificatesItem struct {
	Fingerprint string `json:"fingerprint"`
	NotAfter    string `json:"not_after"`
	Expired     bool   `json:"expired"`
	Pem         string `json:"pem"`
}

type ConnectionProposal struct {
	EntityId       string                               `json:"entity_id"`
	SsoUrl         string                               `json:"sso_url"`
	SloUrl         *string                              `json:"slo_url"`
	RequestBinding string                               `json:"request_binding"`
	Certificates   []ConnectionProposalCertificatesItem `json:"certificates"`
}

type ConnectionTest struct {
	Url       string `json:"url"`
	ExpiresIn int64  `json:"expires_in"`
}

type ConsistencyProof struct {
	From   int64    `json:"from"`
	To     int64    `json:"to"`
	Hashes []string `json:"hashes"`
}

type ConsoleOverviewHoursItemCounts struct {
	SignUps       int64 `json:"sign_ups"`
	SignIns       int64 `json:"sign_ins"`
	FailedSignIns int64 `json:"failed_sign_ins"`
	Lockouts      int64 `json:"lockouts"`
	Mails         int64 `json:"mails"`
	FailedMails   int64 `json:"failed_mails"`
}

type ConsoleOverviewHoursItem struct {
	Start  string                         `json:"start"`
	Counts ConsoleOverviewHoursItemCounts `json:"counts"`
}

type ConsoleOverview struct {
	Since string                     `json:"since"`
	Hours []ConsoleOverviewHoursItem `json:"hours"`
}

type Consumer struct {
	Name       string   `json:"name"`
	Types      []string `json:"types"`
	Position   string   `json:"position"`
	LagSeconds float64  `json:"lag_seconds"`
}

type Consumers struct {
	Items      []Consumer      `json:"items"`
	NextCursor json.RawMessage `json:"next_cursor"`
}

type DataCategoriesItemsItemDataItem struct {
	Kind        string   `json:"kind"`
	Purposes    []string `json:"purposes"`
	Retention   string   `json:"retention"`
	KeepSeconds *int64   `json:"keep_seconds"`
	Fields      []string `json:"fields"`
}

type DataCategoriesItemsItem struct {
	Category    string                            `json:"category"`
	Description string                            `json:"description"`
	Data        []DataCategoriesItemsItemDataItem `json:"data"`
}

type DataCategories struct {
	Items []DataCategoriesItemsItem `json:"items"`
}

type DecisionContext struct {
	Because []string `json:"because,omitempty"`
	Reason  *string  `json:"reason,omitempty"`
}

type Decision struct {
	Decision bool            `json:"decision"`
	Context  DecisionContext `json:"context"`
}

type Decisions struct {
	Evaluations []Decision `json:"evaluations"`
}

type Discovery struct {
	Issuer                                    string   `json:"issuer"`
	JwksUri                                   string   `json:"jwks_uri"`
	IntrospectionEndpoint                     string   `json:"introspection_endpoint"`
	IntrospectionEndpointAuthMethodsSupported []string `json:"introspection_endpoint_auth_methods_supported"`
	RevocationEndpoint                        string   `json:"revocation_endpoint"`
	RevocationEndpointAuthMethodsSupported    []string `json:"revocation_endpoint_auth_methods_supported"`
	ResponseTypesSupported                    []string `json:"response_types_supported"`
	SubjectTypesSupported                     []string `json:"subject_types_supported"`
	IdTokenSigningAlgValuesSupported          []string `json:"id_token_signing_alg_values_supported"`
	ClaimsSupported                           []string `json:"claims_supported"`
}

type Erasure struct {
	UserId string  `json:"user_id"`
	Status string  `json:"status"`
	DueAt  *string `json:"due_at"`
}

type ErasureReceiptCheckpoint struct {
	Size int64  `json:"size"`
	Note string `json:"note"`
}

type ErasureReceipt struct {
	UserId      string                    `json:"user_id"`
	Position    string                    `json:"position"`
	ErasedAt    string                    `json:"erased_at"`
	CompletedAt *string                   `json:"completed_at"`
	Removed     map[string]any            `json:"removed"`
	Checkpoint  *ErasureReceiptCheckpoint `json:"checkpoint"`
	Receipt     *string                   `json:"receipt"`
}

type EventSource struct {
	Ip        string `json:"ip"`
	UserAgent string `json:"user_agent"`
}

type Event struct {
	Id            string         `json:"id"`
	Stream        string         `json:"stream"`
	Revision      int64          `json:"revision"`
	Position      string         `json:"position"`
	Type          string         `json:"type"`
	Version       int64          `json:"version"`
	Data          map[string]any `json:"data"`
	OccurredAt    string         `json:"occurred_at"`
	Actor         string         `json:"actor"`
	OnBehalfOf    *string        `json:"on_behalf_of"`
	CorrelationId string         `json:"correlation_id"`
	CausationId   string         `json:"causation_id"`
	Source        *EventSource   `json:"source"`
}

type EventPage struct {
	Items      []Event `json:"items"`
	NextCursor *string `json:"next_cursor"`
}

type EventProof struct {
	Proof string   `json:"proof"`
	Keys  []string `json:"keys"`
}

type EventTypesItemsItem struct {
	Type     string         `json:"type"`
	Version  int64          `json:"version"`
	Personal []string       `json:"personal"`
	Schema   map[string]any `json:"schema"`
}

type EventTypesPublicItem struct {
	Name       string `json:"name"`
	Type       string `json:"type"`
	Version    int64  `json:"version"`
	Scope      string `json:"scope"`
	Dataschema string `json:"dataschema"`
}

type EventTypes struct {
	Items  []EventTypesItemsItem  `json:"items"`
	Public []EventTypesPublicItem `json:"public"`
}

type Export struct {
	Id          string  `json:"id"`
	State       string  `json:"state"`
	RequestedBy string  `json:"requested_by"`
	RequestedAt string  `json:"requested_at"`
	ExpiresAt   *string `json:"expires_at"`
	Bytes       *int64  `json:"bytes"`
}

type Exports struct {
	Items []Export `json:"items"`
}

type Factor struct {
	Id           string  `json:"id"`
	Kind         string  `json:"kind"`
	Name         string  `json:"name"`
	ProviderName *string `json:"provider_name"`
	AddedAt      string  `json:"added_at"`
	LastUsedAt   *string `json:"last_used_at"`
	Synced       *bool   `json:"synced"`
	UsableHere   bool    `json:"usable_here"`
	Hint         *string `json:"hint"`
}

type FactorHoldersItemsItem struct {
	FactorId     string  `json:"factor_id"`
	UserId       string  `json:"user_id"`
	Kind         string  `json:"kind"`
	Aaguid       *string `json:"aaguid"`
	ProviderName *string `json:"provider_name"`
	AddedAt      string  `json:"added_at"`
}

type FactorHolders struct {
	Items      []FactorHoldersItemsItem `json:"items"`
	NextCursor *string                  `json:"next_cursor"`
}

type FactorUsesItemsItem struct {
	UsedAt    string `json:"used_at"`
	Purpose   string `json:"purpose"`
	SessionId string `json:"session_id"`
}

type FactorUses struct {
	Items      []FactorUsesItemsItem `json:"items"`
	NextCursor *string               `json:"next_cursor"`
}

type FactorsRecoveryCodes struct {
	Remaining int64  `json:"remaining"`
	IssuedAt  string `json:"issued_at"`
}

type Factors struct {
	Items         []Factor              `json:"items"`
	RecoveryCodes *FactorsRecoveryCodes `json:"recovery_codes"`
	Demanded      bool                  `json:"demanded"`
	Phones        bool                  `json:"phones"`
	Acr           *string               `json:"acr"`
}

type FeedPage struct {
	Items    []CloudEvent `json:"items"`
	Next     string       `json:"next"`
	Head     string       `json:"head"`
	CaughtUp bool         `json:"caught_up"`
}

type FunnelsItemsItem struct {
	At                *string  `json:"at"`
	Method            *string  `json:"method"`
	Started           int64    `json:"started"`
	MailSent          int64    `json:"mail_sent"`
	Verified          int64    `json:"verified"`
	SignedIn          int64    `json:"signed_in"`
	SecondsToMail     *float64 `json:"seconds_to_mail"`
	SecondsToVerified *float64 `json:"seconds_to_verified"`
	SecondsToSignIn   *float64 `json:"seconds_to_sign_in"`
}

type Funnels struct {
	Items []FunnelsItemsItem `json:"items"`
}

type GraphqlResultErrorsItemLocationsItem struct {
	Line   int64 `json:"line"`
	Column int64 `json:"column"`
}

type GraphqlResultErrorsItemExtensions struct {
	Code string `json:"code"`
}

type GraphqlResultErrorsItem struct {
	Message    string                                 `json:"message"`
	Locations  []GraphqlResultErrorsItemLocationsItem `json:"locations,omitempty"`
	Path       []json.RawMessage                      `json:"path,omitempty"`
	Extensions GraphqlResultErrorsItemExtensions      `json:"extensions"`
}

type GraphqlResult struct {
	Data   map[string]any            `json:"data,omitempty"`
	Errors []GraphqlResultErrorsItem `json:"errors,omitempty"`
}

type HistoryEntry struct {
	Id         string  `json:"id"`
	Type       string  `json:"type"`
	Text       string  `json:"text"`
	OccurredAt string  `json:"occurred_at"`
	By         string  `json:"by"`
	Device     *string `json:"device"`
	Ip         *string `json:"ip"`
}

type HistoryPage struct {
	Items      []HistoryEntry `json:"items"`
	NextCursor *string        `json:"next_cursor"`
}

type IdentitiesItemsItem struct {
	Provider string `json:"provider"`
	Label    string `json:"label"`
	LinkedAt string `json:"linked_at"`
}

type Identities struct {
	Items       []IdentitiesItemsItem `json:"items"`
	NextCursor  json.RawMessage       `json:"next_cursor"`
	HasPassword bool                  `json:"has_password"`
}

type Impersonation struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int64  `json:"expires_in"`
	SessionId   string `json:"session_id"`
	UserId      string `json:"user_id"`
}

type IntrospectionAct struct {
	Sub string `json:"sub"`
}

type Introspection struct {
	Active        bool              `json:"active"`
	TokenType     *string           `json:"token_type,omitempty"`
	ClientId      *string           `json:"client_id,omitempty"`
	Sub           *string           `json:"sub,omitempty"`
	Iat           *int64            `json:"iat,omitempty"`
	Exp           *int64            `json:"exp,omitempty"`
	Iss           *string           `json:"iss,omitempty"`
	Aud           *string           `json:"aud,omitempty"`
	Jti           *string           `json:"jti,omitempty"`
	Sid           *string           `json:"sid,omitempty"`
	Amr           []string          `json:"amr,omitempty"`
	Acr           *string           `json:"acr,omitempty"`
	AuthTime      *int64            `json:"auth_time,omitempty"`
	Scope         *string           `json:"scope,omitempty"`
	Act           *IntrospectionAct `json:"act,omitempty"`
	OrgId         *string           `json:"org_id,omitempty"`
	OrgRev        *string           `json:"org_rev,omitempty"`
	Roles         []string          `json:"roles,omitempty"`
	RolesOverflow *bool             `json:"roles_overflow,omitempty"`
}

type Invitation struct {
	Id        string   `json:"id"`
	Email     string   `json:"email"`
	Status    string   `json:"status"`
	RoleIds   []string `json:"role_ids"`
	InvitedBy *string  `json:"invited_by"`
	SentAt    string   `json:"sent_at"`
	ExpiresAt string   `json:"expires_at"`
}

type InvitationPage struct {
	Items      []Invitation `json:"items"`
	NextCursor *string      `json:"next_cursor"`
}

type JobsItemsItem struct {
	Id            string  `json:"id"`
	Name          string  `json:"name"`
	State         string  `json:"state"`
	Attempts      int64   `json:"attempts"`
	DueAt         string  `json:"due_at"`
	NextAttemptAt *string `json:"next_attempt_at"`
	FailedAt      *string `json:"failed_at"`
	Cause         *string `json:"cause"`
	EventId       *string `json:"event_id"`
	CorrelationId *string `json:"correlation_id"`
}

type Jobs struct {
	Items      []JobsItemsItem `json:"items"`
	NextCursor *string         `json:"next_cursor"`
}

type KeyOptions struct {
	PublicKey PasskeyRequestOptions `json:"public_key"`
}

type KeySet struct {
	Keys []map[string]any `json:"keys"`
}

type KeyringItemsItem struct {
	Id        string `json:"id"`
	Algorithm string `json:"algorithm"`
	Phase     string `json:"phase"`
	SignsFrom string `json:"signs_from"`
}

type Keyring struct {
	Items []KeyringItemsItem `json:"items"`
}

type Live struct {
	Status string `json:"status"`
}

type MailRequested struct {
	Message      string `json:"message"`
	ExpiresIn    int64  `json:"expires_in"`
	ResendAfter  int64  `json:"resend_after"`
	RequestToken string `json:"request_token"`
}

type Member struct {
	UserId   string   `json:"user_id"`
	Username string   `json:"username"`
	Status   string   `json:"status"`
	Owner    bool     `json:"owner"`
	Roles    []string `json:"roles"`
	JoinedAt string   `json:"joined_at"`
}

type MemberAccessPermissionsItem struct {
	Key     string   `json:"key"`
	Because []string `json:"because"`
}

type MemberAccess struct {
	UserId      string                        `json:"user_id"`
	Username    string                        `json:"username"`
	Status      string                        `json:"status"`
	Owner       bool                          `json:"owner"`
	Roles       []string                      `json:"roles"`
	JoinedAt    string                        `json:"joined_at"`
	Permissions []MemberAccessPermissionsItem `json:"permissions"`
}

type MemberPage struct {
	Items      []Member `json:"items"`
	NextCursor *string  `json:"next_cursor"`
}

type Message struct {
	Message string `json:"message"`
}

type NewApiKey struct {
	Id         string   `json:"id"`
	Name       string   `json:"name"`
	Prefix     string   `json:"prefix"`
	Scopes     []string `json:"scopes"`
	CreatedAt  string   `json:"created_at"`
	ExpiresAt  string   `json:"expires_at"`
	RevokedAt  *string  `json:"revoked_at"`
	CreatedBy  string   `json:"created_by"`
	LastUsedAt *string  `json:"last_used_at"`
	Key        string   `json:"key"`
}

type NewPasskeyOptions struct {
	PublicKey PasskeyCreationOptions `json:"public_key"`
}

type NewWebhookFilter struct {
	Subjects []string `json:"subjects"`
	Actors   []string `json:"actors"`
}

type NewWebhook struct {
	Id           string           `json:"id"`
	Url          string           `json:"url"`
	Description  string           `json:"description"`
	ContactEmail *string          `json:"contact_email"`
	Types        []string         `json:"types"`
	Filter       NewWebhookFilter `json:"filter"`
	Signature    string           `json:"signature"`
	PublicKey    *string          `json:"public_key"`
	Status       string           `json:"status"`
	PauseReason  *string          `json:"pause_reason"`
	CreatedAt    string           `json:"created_at"`
	Secret       *string          `json:"secret"`
}

type OAuthAnswer struct {
	AccessToken   *string `json:"access_token,omitempty"`
	TokenType     *string `json:"token_type,omitempty"`
	ExpiresIn     *int64  `json:"expires_in,omitempty"`
	RefreshToken  *string `json:"refresh_token,omitempty"`
	UserId        *string `json:"user_id,omitempty"`
	Email         *string `json:"email,omitempty"`
	Username      *string `json:"username,omitempty"`
	IsActive      *bool   `json:"is_active,omitempty"`
	IsVerified    *bool   `json:"is_verified,omitempty"`
	MfaDueAt      *string `json:"mfa_due_at,omitempty"`
	DeviceToken   *string `json:"device_token,omitempty"`
	CookieWarning *string `json:"cookie_warning,omitempty"`
	Message       *string `json:"message,omitempty"`
}

type OAuthError struct {
	Error            string `json:"error"`
	ErrorDescription string `json:"error_description"`
}

type OneOrManyDecisionsContext struct {
	Because []string `json:"because,omitempty"`
	Reason  *string  `json:"reason,omitempty"`
}

type OneOrManyDecisions struct {
	Evaluations []Decision                 `json:"evaluations,omitempty"`
	Decision    *bool                      `json:"decision,omitempty"`
	Context     *OneOrManyDecisionsContext `json:"context,omitempty"`
}

type Organization struct {
	Id        string   `json:"id"`
	Name      string   `json:"name"`
	Slug      string   `json:"slug"`
	Status    string   `json:"status"`
	FoundedAt string   `json:"founded_at"`
	Owners    []string `json:"owners"`
}

type OrganizationDomainDns struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

type OrganizationDomain struct {
	Id                string                `json:"id"`
	Domain            string                `json:"domain"`
	Verified          bool                  `json:"verified"`
	AddedAt           string                `json:"added_at"`
	VerifiedAt        *string               `json:"verified_at"`
	MissingSince      *string               `json:"missing_since"`
	EnforceConnection *string               `json:"enforce_connection"`
	Dns               OrganizationDomainDns `json:"dns"`
}

type OrganizationDomainList struct {
	Items []OrganizationDomain `json:"items"`
}

type OrganizationPage struct {
	Items      []Organization `json:"items"`
	NextCursor *string        `json:"next_cursor"`
}

type OrganizationPolicy struct {
	RequireMfa     bool   `json:"require_mfa"`
	MaxSessionAgeS *int64 `json:"max_session_age_s"`
	TokenTtlS      *int64 `json:"token_ttl_s"`
}

type OrganizationToken struct {
	AccessToken    string `json:"access_token"`
	TokenType      string `json:"token_type"`
	ExpiresIn      int64  `json:"expires_in"`
	OrganizationId string `json:"organization_id"`
}

type OwnInvitation struct {
	Id               string `json:"id"`
	OrganizationId   string `json:"organization_id"`
	OrganizationName string `json:"organization_name"`
	ExpiresAt        string `json:"expires_at"`
}

type OwnInvitationPage struct {
	Items      []OwnInvitation `json:"items"`
	NextCursor *string         `json:"next_cursor"`
}

type OwnOrganization struct {
	Id        string   `json:"id"`
	Name      string   `json:"name"`
	Slug      string   `json:"slug"`
	Status    string   `json:"status"`
	FoundedAt string   `json:"founded_at"`
	Roles     []string `json:"roles"`
}

type OwnOrganizationPage struct {
	Items      []OwnOrganization `json:"items"`
	NextCursor *string           `json:"next_cursor"`
}

type PasskeyCreationOptionsRp struct {
	Id   string `json:"id"`
	Name string `json:"name"`
}

type PasskeyCreationOptionsUser struct {
	Id          string `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
}

type PasskeyCreationOptionsPubKeyCredParamsItem struct {
	Alg  int64  `json:"alg"`
	Type string `json:"type"`
}

type PasskeyCreationOptionsExcludeCredentialsItem struct {
	Id         string   `json:"id"`
	Type       string   `json:"type"`
	Transports []string `json:"transports"`
}

type PasskeyCreationOptionsAuthenticatorSelection struct {
	AuthenticatorAttachment *string `json:"authenticatorAttachment,omitempty"`
	ResidentKey             string  `json:"residentKey"`
	RequireResidentKey      bool    `json:"requireResidentKey"`
	UserVerification        string  `json:"userVerification"`
}

type PasskeyCreationOptionsExtensions struct {
	CredProps bool `json:"credProps"`
}

type PasskeyCreationOptions struct {
	Challenge              string                                         `json:"challenge"`
	Rp                     PasskeyCreationOptionsRp                       `json:"rp"`
	User                   PasskeyCreationOptionsUser                     `json:"user"`
	PubKeyCredParams       []PasskeyCreationOptionsPubKeyCredParamsItem   `json:"pubKeyCredParams"`
	Timeout                int64                                          `json:"timeout"`
	Attestation            string                                         `json:"attestation"`
	ExcludeCredentials     []PasskeyCreationOptionsExcludeCredentialsItem `json:"excludeCredentials"`
	AuthenticatorSelection PasskeyCreationOptionsAuthenticatorSelection   `json:"authenticatorSelection"`
	Hints                  []string                                       `json:"hints"`
	Extensions             PasskeyCreationOptionsExtensions               `json:"extensions"`
}

type PasskeyRequestOptionsAllowCredentialsItem struct {
	Id         string   `json:"id"`
	Type       string   `json:"type"`
	Transports []string `json:"transports"`
}

type PasskeyRequestOptions struct {
	Challenge        string                                      `json:"challenge"`
	RpId             string                                      `json:"rpId"`
	Timeout          int64                                       `json:"timeout"`
	UserVerification string                                      `json:"userVerification"`
	AllowCredentials []PasskeyRequestOptionsAllowCredentialsItem `json:"allowCredentials"`
}

type PasskeySignInOptions struct {
	PublicKey PasskeyRequestOptions `json:"public_key"`
	ExpiresIn int64                 `json:"expires_in"`
}

type PastAccountIdentitiesItem struct {
	Provider string `json:"provider"`
	Label    string `json:"label"`
	LinkedAt string `json:"linked_at"`
}

type PastAccountFactorsItem struct {
	Id      string `json:"id"`
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	AddedAt string `json:"added_at"`
}

type PastAccount struct {
	Erased               bool                        `json:"erased"`
	Email                *string                     `json:"email"`
	Username             *string                     `json:"username"`
	PendingEmail         *string                     `json:"pending_email"`
	IsActive             *bool                       `json:"is_active"`
	IsVerified           *bool                       `json:"is_verified"`
	HasPassword          *bool                       `json:"has_password"`
	SecondFactorDemanded *bool                       `json:"second_factor_demanded"`
	Identities           []PastAccountIdentitiesItem `json:"identities"`
	Factors              []PastAccountFactorsItem    `json:"factors"`
	UserId               string                      `json:"user_id"`
	Position             string                      `json:"position"`
	Revision             int64                       `json:"revision"`
}

type PastSessionPageItemsItem struct {
	Id              string   `json:"id"`
	Erased          bool     `json:"erased"`
	Device          *string  `json:"device"`
	Amr             []string `json:"amr"`
	Provider        *string  `json:"provider"`
	Acr             string   `json:"acr"`
	StartedAt       string   `json:"started_at"`
	AuthenticatedAt string   `json:"authenticated_at"`
	Position        string   `json:"position"`
}

type PastSessionPage struct {
	Items      []PastSessionPageItemsItem `json:"items"`
	NextCursor *string                    `json:"next_cursor"`
	AsOf       string                     `json:"as_of"`
}

type Permission struct {
	Key         string `json:"key"`
	Description string `json:"description"`
	BuiltIn     bool   `json:"built_in"`
}

type Permissions struct {
	Items []Permission `json:"items"`
}

type PermittedActionsResultsItem struct {
	Name string `json:"name"`
}

type PermittedActions struct {
	Results []PermittedActionsResultsItem `json:"results"`
}

type PermittedSubjectsResultsItem struct {
	Type string `json:"type"`
	Id   string `json:"id"`
}

type PermittedSubjectsPage struct {
	NextToken string `json:"next_token"`
}

type PermittedSubjects struct {
	Results []PermittedSubjectsResultsItem `json:"results"`
	Page    PermittedSubjectsPage          `json:"page"`
}

type PhoneEnrolment struct {
	EnrolmentToken string `json:"enrolment_token"`
	Message        string `json:"message"`
	ExpiresIn      int64  `json:"expires_in"`
	ResendAfter    int64  `json:"resend_after"`
}

type PolicyPreviewGainsItem struct {
	UserId string `json:"user_id"`
}

type PolicyPreviewLossesItem struct {
	UserId string `json:"user_id"`
}

type PolicyPreview struct {
	Gains           []PolicyPreviewGainsItem  `json:"gains"`
	Losses          []PolicyPreviewLossesItem `json:"losses"`
	RefusedSessions int64                     `json:"refused_sessions"`
	NextCursor      *string                   `json:"next_cursor"`
}

type ProblemCode string

const (
	ProblemCodeMalformedJson               ProblemCode = "malformed_json"
	ProblemCodeInvalidCursor               ProblemCode = "invalid_cursor"
	ProblemCodeInvalidPosition             ProblemCode = "invalid_position"
	ProblemCodeQueryTooComplex             ProblemCode = "query_too_complex"
	ProblemCodeInvalidState                ProblemCode = "invalid_state"
	ProblemCodeMalformedSaml               ProblemCode = "malformed_saml"
	ProblemCodeUnsupportedTokenType        ProblemCode = "unsupported_token_type"
	ProblemCodeUnauthenticated             ProblemCode = "unauthenticated"
	ProblemCodeInvalidCredentials          ProblemCode = "invalid_credentials"
	ProblemCodeInvalidRefreshToken         ProblemCode = "invalid_refresh_token"
	ProblemCodeInvalidCode                 ProblemCode = "invalid_code"
	ProblemCodeInvalidMfaToken             ProblemCode = "invalid_mfa_token"
	ProblemCodeMfaRequired                 ProblemCode = "mfa_required"
	ProblemCodeInvalidPasskey              ProblemCode = "invalid_passkey"
	ProblemCodeForbidden                   ProblemCode = "forbidden"
	ProblemCodeImpersonationRefused        ProblemCode = "impersonation_refused"
	ProblemCodeExceedsOwnPermissions       ProblemCode = "exceeds_own_permissions"
	ProblemCodeInvalidBootstrapSecret      ProblemCode = "invalid_bootstrap_secret"
	ProblemCodeCrossSiteRequest            ProblemCode = "cross_site_request"
	ProblemCodeInsufficientScope           ProblemCode = "insufficient_scope"
	ProblemCodeWrongPassword               ProblemCode = "wrong_password"
	ProblemCodeWrongCode                   ProblemCode = "wrong_code"
	ProblemCodeReauthenticationRequired    ProblemCode = "reauthentication_required"
	ProblemCodeStepUpRequired              ProblemCode = "step_up_required"
	ProblemCodeSsoRequired                 ProblemCode = "sso_required"
	ProblemCodeSetUpLinkRequired           ProblemCode = "set_up_link_required"
	ProblemCodeEmailNotVerified            ProblemCode = "email_not_verified"
	ProblemCodeSignInRefused               ProblemCode = "sign_in_refused"
	ProblemCodeProviderDenied              ProblemCode = "provider_denied"
	ProblemCodeUntrustworthyAnswer         ProblemCode = "untrustworthy_answer"
	ProblemCodeEmailMissing                ProblemCode = "email_missing"
	ProblemCodeEmailUnverified             ProblemCode = "email_unverified"
	ProblemCodeOtherBrowser                ProblemCode = "other_browser"
	ProblemCodeAddressNotOfDomain          ProblemCode = "address_not_of_domain"
	ProblemCodeInvitationForAnotherAddress ProblemCode = "invitation_for_another_address"
	ProblemCodeNotFound                    ProblemCode = "not_found"
	ProblemCodeUnknownUser                 ProblemCode = "unknown_user"
	ProblemCodeUnknownSession              ProblemCode = "unknown_session"
	ProblemCodeUnknownProvider             ProblemCode = "unknown_provider"
	ProblemCodeUnknownFactor               ProblemCode = "unknown_factor"
	ProblemCodeUnknownTrustedDevice        ProblemCode = "unknown_trusted_device"
	ProblemCodeUnknownIdentity             ProblemCode = "unknown_identity"
	ProblemCodeUnknownApiKey               ProblemCode = "unknown_api_key"
	ProblemCodeUnknownSigningKey           ProblemCode = "unknown_signing_key"
	ProblemCodeUnknownJob                  ProblemCode = "unknown_job"
	ProblemCodeUnknownProjection           ProblemCode = "unknown_projection"
	ProblemCodeUnknownRole                 ProblemCode = "unknown_role"
	ProblemCodeUnknownOrganization         ProblemCode = "unknown_organization"
	ProblemCodeUnknownInvitation           ProblemCode = "unknown_invitation"
	ProblemCodeUnknownMember               ProblemCode = "unknown_member"
	ProblemCodeUnknownDomain               ProblemCode = "unknown_domain"
	ProblemCodeUnknownConnection           ProblemCode = "unknown_connection"
	ProblemCodeUnknownCertificate          ProblemCode = "unknown_certificate"
	ProblemCodeUnknownConsumer             ProblemCode = "unknown_consumer"
	ProblemCodeUnknownWebhook              ProblemCode = "unknown_webhook"
	ProblemCodeUnknownDelivery             ProblemCode = "unknown_delivery"
	ProblemCodeMethodNotAllowed            ProblemCode = "method_not_allowed"
	ProblemCodeEmailTaken                  ProblemCode = "email_taken"
	ProblemCodeAccountExists               ProblemCode = "account_exists"
	ProblemCodeIdentityTaken               ProblemCode = "identity_taken"
	ProblemCodeFactorExists                ProblemCode = "factor_exists"
	ProblemCodePhoneAlone                  ProblemCode = "phone_alone"
	ProblemCodeConnectionIncomplete        ProblemCode = "connection_incomplete"
	ProblemCodeCertificateLimit            ProblemCode = "certificate_limit"
	ProblemCodeDomainLimit                 ProblemCode = "domain_limit"
	ProblemCodeConsumerLimit               ProblemCode = "consumer_limit"
	ProblemCodeWebhookLimit                ProblemCode = "webhook_limit"
	ProblemCodeFactorLimit                 ProblemCode = "factor_limit"
	ProblemCodeProviderLinked              ProblemCode = "provider_linked"
	ProblemCodeLastWayIn                   ProblemCode = "last_way_in"
	ProblemCodeSecondFactorDemanded        ProblemCode = "second_factor_demanded"
	ProblemCodeNoPassword                  ProblemCode = "no_password"
	ProblemCodePasswordExists              ProblemCode = "password_exists"
	ProblemCodeRegistrationLapsed          ProblemCode = "registration_lapsed"
	ProblemCodeLastAdministrator           ProblemCode = "last_administrator"
	ProblemCodeLastOwner                   ProblemCode = "last_owner"
	ProblemCodeAlreadyMember               ProblemCode = "already_member"
	ProblemCodeDomainTaken                 ProblemCode = "domain_taken"
	ProblemCodeDomainProofMissing          ProblemCode = "domain_proof_missing"
	ProblemCodeSlugTaken                   ProblemCode = "slug_taken"
	ProblemCodeRoleExists                  ProblemCode = "role_exists"
	ProblemCodeBuiltIn                     ProblemCode = "built_in"
	ProblemCodeJobNotFailed                ProblemCode = "job_not_failed"
	ProblemCodeNoStandbyVersion            ProblemCode = "no_standby_version"
	ProblemCodeVersionLags                 ProblemCode = "version_lags"
	ProblemCodeVersionParked               ProblemCode = "version_parked"
	ProblemCodeVersionsDiffer              ProblemCode = "versions_differ"
	ProblemCodeNotTableOwner               ProblemCode = "not_table_owner"
	ProblemCodeConflict                    ProblemCode = "conflict"
	ProblemCodeSharedSecret                ProblemCode = "shared_secret"
	ProblemCodeIdempotencyKeyInUse         ProblemCode = "idempotency_key_in_use"
	ProblemCodeCodeUsed                    ProblemCode = "code_used"
	ProblemCodeEnrolmentOver               ProblemCode = "enrolment_over"
	ProblemCodeLinkUsed                    ProblemCode = "link_used"
	ProblemCodePreconditionFailed          ProblemCode = "precondition_failed"
	ProblemCodeBodyTooLarge                ProblemCode = "body_too_large"
	ProblemCodeUnsupportedMediaType        ProblemCode = "unsupported_media_type"
	ProblemCodeInvalidInput                ProblemCode = "invalid_input"
	ProblemCodeWeakPassword                ProblemCode = "weak_password"
	ProblemCodePasskeyRefused              ProblemCode = "passkey_refused"
	ProblemCodeAuthenticatorRefused        ProblemCode = "authenticator_refused"
	ProblemCodePhoneRefused                ProblemCode = "phone_refused"
	ProblemCodeDomainRefused               ProblemCode = "domain_refused"
	ProblemCodeCertificateRefused          ProblemCode = "certificate_refused"
	ProblemCodeMetadataRefused             ProblemCode = "metadata_refused"
	ProblemCodeRoleCycle                   ProblemCode = "role_cycle"
	ProblemCodeRoleLimit                   ProblemCode = "role_limit"
	ProblemCodeUnknownParent               ProblemCode = "unknown_parent"
	ProblemCodeUnknownPermission           ProblemCode = "unknown_permission"
	ProblemCodeSameAddress                 ProblemCode = "same_address"
	ProblemCodeInvalidEmail                ProblemCode = "invalid_email"
	ProblemCodeIdempotencyKeyReused        ProblemCode = "idempotency_key_reused"
	ProblemCodeRateLimited                 ProblemCode = "rate_limited"
	ProblemCodeInternalError               ProblemCode = "internal_error"
	ProblemCodeUnreadableEvent             ProblemCode = "unreadable_event"
	ProblemCodeTooBusy                     ProblemCode = "too_busy"
	ProblemCodeSmsUnavailable              ProblemCode = "sms_unavailable"
	ProblemCodeProviderUnavailable         ProblemCode = "provider_unavailable"
	ProblemCodeUnavailable                 ProblemCode = "unavailable"
)

type ProblemErrorsItem struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

type ProblemRequired struct {
	Acr    string `json:"acr"`
	MaxAge int64  `json:"max_age"`
}

type ProblemFactorsItem struct {
	Id   string  `json:"id"`
	Kind string  `json:"kind"`
	Name string  `json:"name"`
	Hint *string `json:"hint"`
}

type Problem struct {
	Type              string               `json:"type"`
	Title             string               `json:"title"`
	Status            int64                `json:"status"`
	Detail            string               `json:"detail"`
	Instance          string               `json:"instance"`
	Code              ProblemCode          `json:"code"`
	RequestId         string               `json:"request_id"`
	Errors            []ProblemErrorsItem  `json:"errors,omitempty"`
	Required          *ProblemRequired     `json:"required,omitempty"`
	AcrValues         *string              `json:"acr_values,omitempty"`
	MaxAge            *int64               `json:"max_age,omitempty"`
	StartUrl          *string              `json:"start_url,omitempty"`
	MfaToken          *string              `json:"mfa_token,omitempty"`
	ExpiresIn         *int64               `json:"expires_in,omitempty"`
	EnrolmentRequired *bool                `json:"enrolment_required,omitempty"`
	SetUpLinkRequired *bool                `json:"set_up_link_required,omitempty"`
	Factors           []ProblemFactorsItem `json:"factors,omitempty"`
	TrustAllowed      *bool                `json:"trust_allowed,omitempty"`
	UnknownCredential *bool                `json:"unknown_credential,omitempty"`
}

type ReadersItemsItem struct {
	Reader     string          `json:"reader"`
	Position   string          `json:"position"`
	Parked     int64           `json:"parked"`
	LagSeconds float64         `json:"lag_seconds"`
	Standby    *StandbyVersion `json:"standby"`
}

type Readers struct {
	Head  string             `json:"head"`
	Items []ReadersItemsItem `json:"items"`
}

type ReadyChecks struct {
	Database    string  `json:"database"`
	Log         string  `json:"log"`
	Readers     string  `json:"readers"`
	Jobs        string  `json:"jobs"`
	Keys        *string `json:"keys,omitempty"`
	Checkpoints *string `json:"checkpoints,omitempty"`
	Mail        *string `json:"mail,omitempty"`
}

type Ready struct {
	Status string      `json:"status"`
	Checks ReadyChecks `json:"checks"`
}

type RetainedPeopleItemsItem struct {
	Cohort     string `json:"cohort"`
	WeeksLater int64  `json:"weeks_later"`
	People     int64  `json:"people"`
	Size       int64  `json:"size"`
}

type RetainedPeople struct {
	Items []RetainedPeopleItemsItem `json:"items"`
}

type RetentionItemsItemMonthsItem struct {
	Month  string `json:"month"`
	Key    string `json:"key"`
	EndsAt string `json:"ends_at"`
}

type RetentionItemsItem struct {
	Period      string                         `json:"period"`
	KeepSeconds int64                          `json:"keep_seconds"`
	Months      []RetentionItemsItemMonthsItem `json:"months"`
}

type Retention struct {
	Items []RetentionItemsItem `json:"items"`
}

type RetiredRoleGainsItem struct {
	UserId      string   `json:"user_id"`
	Permissions []string `json:"permissions"`
}

type RetiredRoleLossesItem struct {
	UserId      string   `json:"user_id"`
	Permissions []string `json:"permissions"`
}

type RetiredRole struct {
	Message    *string                 `json:"message,omitempty"`
	Gains      []RetiredRoleGainsItem  `json:"gains,omitempty"`
	Losses     []RetiredRoleLossesItem `json:"losses,omitempty"`
	NextCursor *string                 `json:"next_cursor,omitempty"`
}

type Role struct {
	Id                   string   `json:"id"`
	Key                  string   `json:"key"`
	Name                 string   `json:"name"`
	Description          string   `json:"description"`
	Permissions          []string `json:"permissions"`
	Inherits             []string `json:"inherits"`
	EffectivePermissions []string `json:"effective_permissions"`
	BuiltIn              bool     `json:"built_in"`
}

type RoleChangePreviewGainsItem struct {
	UserId      string   `json:"user_id"`
	Permissions []string `json:"permissions"`
}

type RoleChangePreviewLossesItem struct {
	UserId      string   `json:"user_id"`
	Permissions []string `json:"permissions"`
}

type RoleChangePreview struct {
	Gains      []RoleChangePreviewGainsItem  `json:"gains"`
	Losses     []RoleChangePreviewLossesItem `json:"losses"`
	NextCursor *string                       `json:"next_cursor"`
}

type RoleHolderPageItemsItem struct {
	UserId    string `json:"user_id"`
	GrantedBy string `json:"granted_by"`
	GrantedAt string `json:"granted_at"`
}

type RoleHolderPage struct {
	Items      []RoleHolderPageItemsItem `json:"items"`
	NextCursor *string                   `json:"next_cursor"`
}

type Roles struct {
	Items []Role `json:"items"`
}

type SentCode struct {
	Message     string `json:"message"`
	ExpiresIn   int64  `json:"expires_in"`
	ResendAfter int64  `json:"resend_after"`
}

type SessionFactorsItem struct {
	Id   string `json:"id"`
	Kind string `json:"kind"`
}

type Session struct {
	Id              string               `json:"id"`
	Current         bool                 `json:"current"`
	Device          string               `json:"device"`
	Ip              *string              `json:"ip"`
	Amr             []string             `json:"amr"`
	Provider        *string              `json:"provider"`
	Acr             string               `json:"acr"`
	AuthenticatedAt string               `json:"authenticated_at"`
	Factors         []SessionFactorsItem `json:"factors"`
	TrustedDevice   bool                 `json:"trusted_device"`
	Impersonated    bool                 `json:"impersonated"`
	StartedAt       string               `json:"started_at"`
	LastUsedAt      string               `json:"last_used_at"`
	ExpiresAt       string               `json:"expires_at"`
}

type SessionPage struct {
	Items      []Session `json:"items"`
	NextCursor *string   `json:"next_cursor"`
}

type SessionsAtTime struct {
	Items      json.RawMessage `json:"items"`
	NextCursor *string         `json:"next_cursor"`
	AsOf       *string         `json:"as_of,omitempty"`
}

type SignInAnswer struct {
	AccessToken   *string `json:"access_token,omitempty"`
	TokenType     string  `json:"token_type"`
	ExpiresIn     int64   `json:"expires_in"`
	RefreshToken  *string `json:"refresh_token,omitempty"`
	UserId        string  `json:"user_id"`
	Email         string  `json:"email"`
	Username      string  `json:"username"`
	IsActive      bool    `json:"is_active"`
	IsVerified    bool    `json:"is_verified"`
	MfaDueAt      *string `json:"mfa_due_at,omitempty"`
	DeviceToken   *string `json:"device_token,omitempty"`
	CookieWarning *string `json:"cookie_warning,omitempty"`
}

type SignInFailuresItemsItem struct {
	At    string `json:"at"`
	Type  string `json:"type"`
	Count int64  `json:"count"`
}

type SignInFailures struct {
	Items []SignInFailuresItemsItem `json:"items"`
}

type SignInMethodsItemsItem struct {
	At    string `json:"at"`
	Kind  string `json:"kind"`
	Name  string `json:"name"`
	Count int64  `json:"count"`
}

type SignInMethods struct {
	Items []SignInMethodsItemsItem `json:"items"`
}

type SignedIn struct {
	AccessToken  string  `json:"access_token"`
	TokenType    string  `json:"token_type"`
	ExpiresIn    int64   `json:"expires_in"`
	RefreshToken string  `json:"refresh_token"`
	UserId       string  `json:"user_id"`
	Email        string  `json:"email"`
	Username     string  `json:"username"`
	IsActive     bool    `json:"is_active"`
	IsVerified   bool    `json:"is_verified"`
	MfaDueAt     *string `json:"mfa_due_at,omitempty"`
	DeviceToken  *string `json:"device_token,omitempty"`
}

type SignedInByCookie struct {
	ExpiresIn     int64   `json:"expires_in"`
	UserId        string  `json:"user_id"`
	Email         string  `json:"email"`
	Username      string  `json:"username"`
	IsActive      bool    `json:"is_active"`
	IsVerified    bool    `json:"is_verified"`
	MfaDueAt      *string `json:"mfa_due_at,omitempty"`
	TokenType     string  `json:"token_type"`
	CookieWarning *string `json:"cookie_warning,omitempty"`
}

type SignedOut struct {
	Message   string  `json:"message"`
	LogoutUrl *string `json:"logout_url,omitempty"`
}

type SignedUp struct {
	Id                *int64  `json:"id"`
	UserId            string  `json:"user_id"`
	Email             string  `json:"email"`
	Username          string  `json:"username"`
	IsActive          bool    `json:"is_active"`
	IsVerified        bool    `json:"is_verified"`
	VerificationToken *string `json:"verificationToken,omitempty"`
}

type SsoAnswer struct {
	AccessToken   *string `json:"access_token,omitempty"`
	TokenType     *string `json:"token_type,omitempty"`
	ExpiresIn     *int64  `json:"expires_in,omitempty"`
	RefreshToken  *string `json:"refresh_token,omitempty"`
	UserId        *string `json:"user_id,omitempty"`
	Email         *string `json:"email,omitempty"`
	Username      *string `json:"username,omitempty"`
	IsActive      *bool   `json:"is_active,omitempty"`
	IsVerified    *bool   `json:"is_verified,omitempty"`
	MfaDueAt      *string `json:"mfa_due_at,omitempty"`
	DeviceToken   *string `json:"device_token,omitempty"`
	CookieWarning *string `json:"cookie_warning,omitempty"`
	Message       *string `json:"message,omitempty"`
}

type StandbyVersionComparisonTablesItem struct {
	Table       string `json:"table"`
	Rows        int64  `json:"rows"`
	StandbyRows int64  `json:"standby_rows"`
	Equal       bool   `json:"equal"`
}

type StandbyVersionComparison struct {
	Position string                               `json:"position"`
	Tables   []StandbyVersionComparisonTablesItem `json:"tables"`
}

type StandbyVersion struct {
	State           string                    `json:"state"`
	StartedAt       string                    `json:"started_at"`
	Position        string                    `json:"position"`
	Share           float64                   `json:"share"`
	Events          int64                     `json:"events"`
	EventsPerSecond *int64                    `json:"events_per_second"`
	SecondsLeft     *int64                    `json:"seconds_left"`
	Parked          int64                     `json:"parked"`
	Comparison      *StandbyVersionComparison `json:"comparison"`
}

type TokenExplanationReasonsItemEvent struct {
	Id            string `json:"id"`
	Type          string `json:"type"`
	Position      string `json:"position"`
	OccurredAt    string `json:"occurred_at"`
	Actor         string `json:"actor"`
	CorrelationId string `json:"correlation_id"`
}

type TokenExplanationReasonsItem struct {
	Code  string                            `json:"code"`
	Event *TokenExplanationReasonsItemEvent `json:"event"`
}

type TokenExplanationClaims struct {
	Kid          string `json:"kid"`
	Sub          string `json:"sub"`
	Sid          string `json:"sid"`
	UserRevision int64  `json:"user_revision"`
	IssuedAt     string `json:"issued_at"`
	ExpiresAt    string `json:"expires_at"`
}

type TokenExplanation struct {
	At       string                        `json:"at"`
	Accepted bool                          `json:"accepted"`
	Reasons  []TokenExplanationReasonsItem `json:"reasons"`
	Claims   *TokenExplanationClaims       `json:"claims"`
}

type TotpEnrolment struct {
	EnrolmentToken string `json:"enrolment_token"`
	Secret         string `json:"secret"`
	OtpauthUri     string `json:"otpauth_uri"`
	QrSvg          string `json:"qr_svg"`
	ExpiresIn      int64  `json:"expires_in"`
}

type TrustedDevicesItemsItem struct {
	Id        string `json:"id"`
	Device    string `json:"device"`
	TrustedAt string `json:"trusted_at"`
	ExpiresAt string `json:"expires_at"`
}

type TrustedDevices struct {
	Items []TrustedDevicesItemsItem `json:"items"`
}

type User struct {
	Id         *int64 `json:"id"`
	UserId     string `json:"user_id"`
	Email      string `json:"email"`
	Username   string `json:"username"`
	IsActive   bool   `json:"is_active"`
	IsVerified bool   `json:"is_verified"`
}

type UserAtTimeIdentitiesItem struct {
	Provider string `json:"provider"`
	Label    string `json:"label"`
	LinkedAt string `json:"linked_at"`
}

type UserAtTimeFactorsItem struct {
	Id      string `json:"id"`
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	AddedAt string `json:"added_at"`
}

type UserAtTime struct {
	Id                   *int64                     `json:"id,omitempty"`
	UserId               string                     `json:"user_id"`
	Email                json.RawMessage            `json:"email"`
	Username             json.RawMessage            `json:"username"`
	IsActive             json.RawMessage            `json:"is_active"`
	IsVerified           json.RawMessage            `json:"is_verified"`
	RegisteredAt         *string                    `json:"registered_at,omitempty"`
	UpdatedAt            *string                    `json:"updated_at,omitempty"`
	Erased               *bool                      `json:"erased,omitempty"`
	PendingEmail         *string                    `json:"pending_email,omitempty"`
	HasPassword          *bool                      `json:"has_password,omitempty"`
	SecondFactorDemanded *bool                      `json:"second_factor_demanded,omitempty"`
	Identities           []UserAtTimeIdentitiesItem `json:"identities,omitempty"`
	Factors              []UserAtTimeFactorsItem    `json:"factors,omitempty"`
	Position             *string                    `json:"position,omitempty"`
	Revision             *int64                     `json:"revision,omitempty"`
}

type UserPage struct {
	Items      []UserRecord `json:"items"`
	NextCursor *string      `json:"next_cursor"`
}

type UserRecord struct {
	Id           *int64 `json:"id"`
	UserId       string `json:"user_id"`
	Email        string `json:"email"`
	Username     string `json:"username"`
	IsActive     bool   `json:"is_active"`
	IsVerified   bool   `json:"is_verified"`
	RegisteredAt string `json:"registered_at"`
	UpdatedAt    string `json:"updated_at"`
}

type WaysIn struct {
	Ways     []string `json:"ways"`
	StartUrl *string  `json:"start_url,omitempty"`
}

type WebhookFilter struct {
	Subjects []string `json:"subjects"`
	Actors   []string `json:"actors"`
}

type Webhook struct {
	Id           string        `json:"id"`
	Url          string        `json:"url"`
	Description  string        `json:"description"`
	ContactEmail *string       `json:"contact_email"`
	Types        []string      `json:"types"`
	Filter       WebhookFilter `json:"filter"`
	Signature    string        `json:"signature"`
	PublicKey    *string       `json:"public_key"`
	Status       string        `json:"status"`
	PauseReason  *string       `json:"pause_reason"`
	CreatedAt    string        `json:"created_at"`
}

type WebhookDelivery struct {
	EventId       string  `json:"event_id"`
	Type          string  `json:"type"`
	Position      string  `json:"position"`
	Status        string  `json:"status"`
	Attempts      int64   `json:"attempts"`
	AnswerStatus  *int64  `json:"answer_status"`
	Failure       *string `json:"failure"`
	NextAttemptAt *string `json:"next_attempt_at"`
	UpdatedAt     string  `json:"updated_at"`
}

type WebhookDeliveryPage struct {
	Items      []WebhookDelivery `json:"items"`
	NextCursor *string           `json:"next_cursor"`
}

type WebhookPage struct {
	Items      []Webhook `json:"items"`
	NextCursor *string   `json:"next_cursor"`
}

type WebhookTest struct {
	EventId string `json:"event_id"`
}

type WelcomeAnswer struct {
	Message string `json:"message"`
}

type SignUpBody struct {
	Email    string `json:"email"`
	Username string `json:"username"`
	Password string `json:"password"`
}

type SignUpAnswer struct {
	Id                *int64  `json:"id,omitempty"`
	UserId            *string `json:"user_id,omitempty"`
	Email             *string `json:"email,omitempty"`
	Username          *string `json:"username,omitempty"`
	IsActive          *bool   `json:"is_active,omitempty"`
	IsVerified        *bool   `json:"is_verified,omitempty"`
	VerificationToken *string `json:"verificationToken,omitempty"`
	Message           *string `json:"message,omitempty"`
}

type VerifyEmailBody struct {
	Token string `json:"token"`
}

type ResendVerificationBody struct {
	Email string `json:"email"`
}

type SignInBody struct {
	Email       string  `json:"email"`
	Password    string  `json:"password"`
	Cookie      *bool   `json:"cookie,omitempty"`
	DeviceToken *string `json:"device_token,omitempty"`
}

type RefreshBody struct {
	RefreshToken *string `json:"refresh_token,omitempty"`
}

type SignOutBody struct {
	Everywhere *bool   `json:"everywhere,omitempty"`
	ReturnTo   *string `json:"return_to,omitempty"`
}

type RequestSignInLinkBody struct {
	Email         string  `json:"email"`
	CodeChallenge *string `json:"code_challenge,omitempty"`
}

type SignInByLinkBody struct {
	Token        string  `json:"token"`
	RequestToken *string `json:"request_token,omitempty"`
	CodeVerifier *string `json:"code_verifier,omitempty"`
	Cookie       *bool   `json:"cookie,omitempty"`
}

type SignInByCodeBody struct {
	Email        string  `json:"email"`
	Code         string  `json:"code"`
	RequestToken *string `json:"request_token,omitempty"`
	CodeVerifier *string `json:"code_verifier,omitempty"`
	Cookie       *bool   `json:"cookie,omitempty"`
}

type DiscoverWaysInBody struct {
	Email string `json:"email"`
}

type StartSecondStepByKeyBody struct {
	MfaToken string `json:"mfa_token"`
}

type VerifySecondFactorBodyCredentialResponse struct {
	ClientDataJson    string  `json:"clientDataJSON"`
	AuthenticatorData string  `json:"authenticatorData"`
	Signature         string  `json:"signature"`
	UserHandle        *string `json:"userHandle,omitempty"`
}

type VerifySecondFactorBodyCredential struct {
	Id       string                                   `json:"id"`
	RawId    string                                   `json:"rawId"`
	Type     string                                   `json:"type"`
	Response VerifySecondFactorBodyCredentialResponse `json:"response"`
}

type VerifySecondFactorBody struct {
	Method      string                            `json:"method"`
	Code        *string                           `json:"code,omitempty"`
	MfaToken    string                            `json:"mfa_token"`
	TrustDevice *bool                             `json:"trust_device,omitempty"`
	Cookie      *bool                             `json:"cookie,omitempty"`
	Credential  *VerifySecondFactorBodyCredential `json:"credential,omitempty"`
}

type StartStepUpByKeyBody struct {
}

type StepUpBodyCredentialResponse struct {
	ClientDataJson    string  `json:"clientDataJSON"`
	AuthenticatorData string  `json:"authenticatorData"`
	Signature         string  `json:"signature"`
	UserHandle        *string `json:"userHandle,omitempty"`
}

type StepUpBodyCredential struct {
	Id       string                       `json:"id"`
	RawId    string                       `json:"rawId"`
	Type     string                       `json:"type"`
	Response StepUpBodyCredentialResponse `json:"response"`
}

type StepUpBody struct {
	Method     string                `json:"method"`
	Code       *string               `json:"code,omitempty"`
	Cookie     *bool                 `json:"cookie,omitempty"`
	Credential *StepUpBodyCredential `json:"credential,omitempty"`
	Password   *string               `json:"password,omitempty"`
}

type StartPasskeySignInBody struct {
}

type SignInByPasskeyBodyCredentialResponse struct {
	ClientDataJson    string  `json:"clientDataJSON"`
	AuthenticatorData string  `json:"authenticatorData"`
	Signature         string  `json:"signature"`
	UserHandle        *string `json:"userHandle,omitempty"`
}

type SignInByPasskeyBodyCredential struct {
	Id       string                                `json:"id"`
	RawId    string                                `json:"rawId"`
	Type     string                                `json:"type"`
	Response SignInByPasskeyBodyCredentialResponse `json:"response"`
}

type SignInByPasskeyBody struct {
	Credential SignInByPasskeyBodyCredential `json:"credential"`
	Cookie     *bool                         `json:"cookie,omitempty"`
}

type StartAddingPasskeyBody struct {
	Kind       string  `json:"kind"`
	MfaToken   *string `json:"mfa_token,omitempty"`
	SetupToken *string `json:"setup_token,omitempty"`
}

type AddPasskeyBodyCredentialResponse struct {
	ClientDataJson    string   `json:"clientDataJSON"`
	AttestationObject string   `json:"attestationObject"`
	Transports        []string `json:"transports,omitempty"`
}

type AddPasskeyBodyCredential struct {
	Id       string                           `json:"id"`
	RawId    string                           `json:"rawId"`
	Type     string                           `json:"type"`
	Response AddPasskeyBodyCredentialResponse `json:"response"`
}

type AddPasskeyBody struct {
	Credential AddPasskeyBodyCredential `json:"credential"`
	Name       *string                  `json:"name,omitempty"`
	MfaToken   *string                  `json:"mfa_token,omitempty"`
	SetupToken *string                  `json:"setup_token,omitempty"`
	Cookie     *bool                    `json:"cookie,omitempty"`
}

type StartTotpEnrolmentBody struct {
	Name       *string `json:"name,omitempty"`
	MfaToken   *string `json:"mfa_token,omitempty"`
	SetupToken *string `json:"setup_token,omitempty"`
}

type ConfirmTotpBody struct {
	EnrolmentToken   string  `json:"enrolment_token"`
	Code             string  `json:"code"`
	EndOtherSessions *bool   `json:"end_other_sessions,omitempty"`
	MfaToken         *string `json:"mfa_token,omitempty"`
	SetupToken       *string `json:"setup_token,omitempty"`
	Cookie           *bool   `json:"cookie,omitempty"`
}

type StartPhoneEnrolmentBody struct {
	Phone      string  `json:"phone"`
	Name       *string `json:"name,omitempty"`
	MfaToken   *string `json:"mfa_token,omitempty"`
	SetupToken *string `json:"setup_token,omitempty"`
}

type ConfirmPhoneBody struct {
	EnrolmentToken   string  `json:"enrolment_token"`
	Code             string  `json:"code"`
	EndOtherSessions *bool   `json:"end_other_sessions,omitempty"`
	MfaToken         *string `json:"mfa_token,omitempty"`
	SetupToken       *string `json:"setup_token,omitempty"`
	Cookie           *bool   `json:"cookie,omitempty"`
}

type SendSecondStepCodeBody struct {
	FactorId string `json:"factor_id"`
	MfaToken string `json:"mfa_token"`
}

type SendStepUpCodeBody struct {
	FactorId string `json:"factor_id"`
}

type IssueRecoveryCodesBody struct {
}

type IssueRecoveryCodesAnswer struct {
	RecoveryCodes []string `json:"recovery_codes"`
}

type DemandSecondFactorBody struct {
}

type ReleaseSecondFactorBody struct {
}

type RenameFactorBody struct {
	Name string `json:"name"`
}

type RequestFactorResetBody struct {
	MfaToken string `json:"mfa_token"`
}

type CancelFactorResetBody struct {
	Token *string `json:"token,omitempty"`
}

type ResetUserFactorsBody struct {
	Reason *string `json:"reason,omitempty"`
	Now    *bool   `json:"now,omitempty"`
}

type CancelUserFactorResetBody struct {
	Reason *string `json:"reason,omitempty"`
}

// ListSessionsQuery has the parameters of ListSessions; empty ones are not sent.
type ListSessionsQuery struct {
	Limit  string
	Cursor string
}

// ListUserSessionsQuery has the parameters of ListUserSessions; empty ones are not sent.
type ListUserSessionsQuery struct {
	Limit  string
	Cursor string
	AsOf   string
}

type SignOutUserBody struct {
	Reason *string `json:"reason,omitempty"`
}

type RequestPasswordResetBody struct {
	Email string `json:"email"`
}

type ResetPasswordBody struct {
	Token       string `json:"token"`
	NewPassword string `json:"new_password"`
}

type ChangePasswordBody struct {
	OldPassword string `json:"old_password"`
	NewPassword string `json:"new_password"`
}

type ExchangeCodeBody struct {
	Code         string  `json:"code"`
	CodeVerifier *string `json:"code_verifier,omitempty"`
	Cookie       *bool   `json:"cookie,omitempty"`
}

type ConfirmSignUpBody struct {
	Token        string  `json:"token"`
	RequestToken *string `json:"request_token,omitempty"`
	CodeVerifier *string `json:"code_verifier,omitempty"`
}

type SignInByIdTokenBody struct {
	IdToken string `json:"id_token"`
	Nonce   string `json:"nonce"`
	Cookie  *bool  `json:"cookie,omitempty"`
}

type ListProvidersAnswerItemsItem struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

type ListProvidersAnswer struct {
	Items []ListProvidersAnswerItemsItem `json:"items"`
}

// FinishOauthQuery has the parameters of FinishOauth; empty ones are not sent.
type FinishOauthQuery struct {
	State string
	Code  string
	Error string
	Iss   string
}

type FinishOauthByFormBody struct {
	State string  `json:"state"`
	Code  *string `json:"code,omitempty"`
	Error *string `json:"error,omitempty"`
	Iss   *string `json:"iss,omitempty"`
}

// StartSsoQuery has the parameters of StartSso; empty ones are not sent.
type StartSsoQuery struct {
	ReturnTo      string
	CodeChallenge string
	Test          string
}

type FinishSsoBody struct {
	Samlresponse string  `json:"SAMLResponse"`
	RelayState   *string `json:"RelayState,omitempty"`
}

type EndSsoByFormBody struct {
	Samlrequest  *string `json:"SAMLRequest,omitempty"`
	Samlresponse *string `json:"SAMLResponse,omitempty"`
	RelayState   *string `json:"RelayState,omitempty"`
}

type LinkProviderBody struct {
	ReturnTo  *string `json:"return_to,omitempty"`
	Prompt    *string `json:"prompt,omitempty"`
	LoginHint *string `json:"login_hint,omitempty"`
	UiLocales *string `json:"ui_locales,omitempty"`
}

type LinkProviderAnswer struct {
	AuthorizationUrl string `json:"authorization_url"`
}

type RestoreIdentityBody struct {
	Token string `json:"token"`
}

type SetPasswordBody struct {
	NewPassword string `json:"new_password"`
}

type UpdateMeBody struct {
	Username string `json:"username"`
}

type EraseMeBody struct {
	Reason *string `json:"reason,omitempty"`
}

type ChangeEmailBody struct {
	NewEmail string `json:"new_email"`
	Password string `json:"password"`
}

type ConfirmEmailChangeBody struct {
	Token string `json:"token"`
}

// ReadOwnHistoryQuery has the parameters of ReadOwnHistory; empty ones are not sent.
type ReadOwnHistoryQuery struct {
	Limit  string
	Cursor string
}

// ListUsersQuery has the parameters of ListUsers; empty ones are not sent.
type ListUsersQuery struct {
	Limit  string
	Cursor string
	Email  string
	Status string
}

// ReadUserQuery has the parameters of ReadUser; empty ones are not sent.
type ReadUserQuery struct {
	AsOf string
}

type EraseUserBody struct {
	Reason *string `json:"reason,omitempty"`
}

// ReadUserDiffQuery has the parameters of ReadUserDiff; empty ones are not sent.
type ReadUserDiffQuery struct {
	From string
	To   string
}

// ReadUserHistoryQuery has the parameters of ReadUserHistory; empty ones are not sent.
type ReadUserHistoryQuery struct {
	Limit  string
	Cursor string
}

type DeactivateUserBody struct {
	Reason *string `json:"reason,omitempty"`
}

type ReactivateUserBody struct {
	Reason *string `json:"reason,omitempty"`
}

type UnlockUserBody struct {
	Reason *string `json:"reason,omitempty"`
}

type ImpersonateUserBody struct {
	Reason string `json:"reason"`
	Ttl    *int64 `json:"ttl,omitempty"`
}

type RemoveUserFactorBody struct {
	Reason *string `json:"reason,omitempty"`
}

type DemandUserFactorBody struct {
	Reason *string `json:"reason,omitempty"`
}

type ReleaseUserFactorBody struct {
	Reason *string `json:"reason,omitempty"`
}

type CancelUserErasureBody struct {
}

// ListAuthenticatorsQuery has the parameters of ListAuthenticators; empty ones are not sent.
type ListAuthenticatorsQuery struct {
	Limit  string
	Cursor string
	Aaguid string
	Kind   string
}

// ListFactorUsesQuery has the parameters of ListFactorUses; empty ones are not sent.
type ListFactorUsesQuery struct {
	Limit  string
	Cursor string
}

// ReadEventsQuery has the parameters of ReadEvents; empty ones are not sent.
type ReadEventsQuery struct {
	After   string
	Type    string
	Subject string
	Limit   string
	Wait    string
}

type SetConsumerBody struct {
	Types    []string `json:"types,omitempty"`
	Position *string  `json:"position,omitempty"`
}

type AcknowledgeEventsBody struct {
	Position string `json:"position"`
}

type ReadEventSchemaAnswer = map[string]any

type ReadAsyncApiAnswer = map[string]any

// SearchAuditQuery has the parameters of SearchAudit; empty ones are not sent.
type SearchAuditQuery struct {
	Subject       string
	Actor         string
	Type          string
	CorrelationId string
	Source        string
	From          string
	To            string
	Limit         string
	Cursor        string
}

// ReadBlastRadiusQuery has the parameters of ReadBlastRadius; empty ones are not sent.
type ReadBlastRadiusQuery struct {
	Actor string
	Since string
}

type IntrospectTokenBody struct {
	Token         string  `json:"token"`
	TokenTypeHint *string `json:"token_type_hint,omitempty"`
}

type RevokeTokenBody struct {
	Token         string  `json:"token"`
	TokenTypeHint *string `json:"token_type_hint,omitempty"`
}

type RevokeTokenAnswer struct {
}

type ExplainTokenBody struct {
	Token string  `json:"token"`
	At    *string `json:"at,omitempty"`
}

type FindPasskeyPagesAnswer struct {
	Enroll string `json:"enroll"`
	Manage string `json:"manage"`
}

type WithdrawSigningKeyBody struct {
	Reason *string `json:"reason,omitempty"`
}

type CreateApiKeyBody struct {
	Name          string   `json:"name"`
	Scopes        []string `json:"scopes"`
	ExpiresInDays *int64   `json:"expires_in_days,omitempty"`
}

// ListApiKeysQuery has the parameters of ListApiKeys; empty ones are not sent.
type ListApiKeysQuery struct {
	Limit  string
	Cursor string
}

// RevokeApiKeyQuery has the parameters of RevokeApiKey; empty ones are not sent.
type RevokeApiKeyQuery struct {
	Descendants string
}

type RotateApiKeyBody struct {
	OverlapSeconds *int64 `json:"overlap_seconds,omitempty"`
}

type BootstrapAdministratorBody struct {
	Secret string `json:"secret"`
}

type DefineRoleBody struct {
	Name        string   `json:"name"`
	Description *string  `json:"description,omitempty"`
	Permissions []string `json:"permissions"`
	Inherits    []string `json:"inherits,omitempty"`
	Key         string   `json:"key"`
}

type ChangeRoleBody struct {
	Name        string   `json:"name"`
	Description *string  `json:"description,omitempty"`
	Permissions []string `json:"permissions"`
	Inherits    []string `json:"inherits,omitempty"`
}

// ChangeRoleQuery has the parameters of ChangeRole; empty ones are not sent.
type ChangeRoleQuery struct {
	DryRun string
	Cursor string
}

// RetireRoleQuery has the parameters of RetireRole; empty ones are not sent.
type RetireRoleQuery struct {
	DryRun string
	Cursor string
}

// ListRoleHoldersQuery has the parameters of ListRoleHolders; empty ones are not sent.
type ListRoleHoldersQuery struct {
	Limit  string
	Cursor string
}

// ReadUserAccessQuery has the parameters of ReadUserAccess; empty ones are not sent.
type ReadUserAccessQuery struct {
	AsOf string
}

type GrantRoleBody struct {
	Reason *string `json:"reason,omitempty"`
}

type WithdrawRoleBody struct {
	Reason *string `json:"reason,omitempty"`
}

type DefinePermissionBody struct {
	Description *string `json:"description,omitempty"`
}

type ReadDecisionPointAnswer struct {
	PolicyDecisionPoint       string `json:"policy_decision_point"`
	AccessEvaluationEndpoint  string `json:"access_evaluation_endpoint"`
	AccessEvaluationsEndpoint string `json:"access_evaluations_endpoint"`
	SearchSubjectEndpoint     string `json:"search_subject_endpoint"`
	SearchActionEndpoint      string `json:"search_action_endpoint"`
}

type EvaluateBodySubject struct {
	Type       string         `json:"type"`
	Id         string         `json:"id"`
	Properties map[string]any `json:"properties,omitempty"`
}

type EvaluateBodyAction struct {
	Name       string         `json:"name"`
	Properties map[string]any `json:"properties,omitempty"`
}

type EvaluateBodyResource struct {
	Type       string         `json:"type"`
	Id         string         `json:"id"`
	Properties map[string]any `json:"properties,omitempty"`
}

type EvaluateBodyContext struct {
	AsOf *string `json:"as_of,omitempty"`
}

type EvaluateBody struct {
	Subject  EvaluateBodySubject  `json:"subject"`
	Action   EvaluateBodyAction   `json:"action"`
	Resource EvaluateBodyResource `json:"resource"`
	Context  *EvaluateBodyContext `json:"context,omitempty"`
}

type EvaluateManyBodySubject struct {
	Type       string         `json:"type"`
	Id         string         `json:"id"`
	Properties map[string]any `json:"properties,omitempty"`
}

type EvaluateManyBodyAction struct {
	Name       string         `json:"name"`
	Properties map[string]any `json:"properties,omitempty"`
}

type EvaluateManyBodyResource struct {
	Type       string         `json:"type"`
	Id         string         `json:"id"`
	Properties map[string]any `json:"properties,omitempty"`
}

type EvaluateManyBodyContext struct {
	AsOf *string `json:"as_of,omitempty"`
}

type EvaluateManyBodyEvaluationsItemSubject struct {
	Type       string         `json:"type"`
	Id         string         `json:"id"`
	Properties map[string]any `json:"properties,omitempty"`
}

type EvaluateManyBodyEvaluationsItemAction struct {
	Name       string         `json:"name"`
	Properties map[string]any `json:"properties,omitempty"`
}

type EvaluateManyBodyEvaluationsItemResource struct {
	Type       string         `json:"type"`
	Id         string         `json:"id"`
	Properties map[string]any `json:"properties,omitempty"`
}

type EvaluateManyBodyEvaluationsItemContext struct {
	AsOf *string `json:"as_of,omitempty"`
}

type EvaluateManyBodyEvaluationsItem struct {
	Subject  *EvaluateManyBodyEvaluationsItemSubject  `json:"subject,omitempty"`
	Action   *EvaluateManyBodyEvaluationsItemAction   `json:"action,omitempty"`
	Resource *EvaluateManyBodyEvaluationsItemResource `json:"resource,omitempty"`
	Context  *EvaluateManyBodyEvaluationsItemContext  `json:"context,omitempty"`
}

type EvaluateManyBodyOptions struct {
	EvaluationsSemantic *string `json:"evaluations_semantic,omitempty"`
}

type EvaluateManyBody struct {
	Subject     *EvaluateManyBodySubject          `json:"subject,omitempty"`
	Action      *EvaluateManyBodyAction           `json:"action,omitempty"`
	Resource    *EvaluateManyBodyResource         `json:"resource,omitempty"`
	Context     *EvaluateManyBodyContext          `json:"context,omitempty"`
	Evaluations []EvaluateManyBodyEvaluationsItem `json:"evaluations,omitempty"`
	Options     *EvaluateManyBodyOptions          `json:"options,omitempty"`
}

type SearchSubjectsBodySubject struct {
	Type string `json:"type"`
}

type SearchSubjectsBodyAction struct {
	Name       string         `json:"name"`
	Properties map[string]any `json:"properties,omitempty"`
}

type SearchSubjectsBodyResource struct {
	Type       string         `json:"type"`
	Id         string         `json:"id"`
	Properties map[string]any `json:"properties,omitempty"`
}

type SearchSubjectsBodyPage struct {
	Token *string `json:"token,omitempty"`
}

type SearchSubjectsBody struct {
	Subject  SearchSubjectsBodySubject  `json:"subject"`
	Action   SearchSubjectsBodyAction   `json:"action"`
	Resource SearchSubjectsBodyResource `json:"resource"`
	Page     *SearchSubjectsBodyPage    `json:"page,omitempty"`
}

type SearchActionsBodySubject struct {
	Type       string         `json:"type"`
	Id         string         `json:"id"`
	Properties map[string]any `json:"properties,omitempty"`
}

type SearchActionsBodyResource struct {
	Type       string         `json:"type"`
	Id         string         `json:"id"`
	Properties map[string]any `json:"properties,omitempty"`
}

type SearchActionsBody struct {
	Subject  SearchActionsBodySubject  `json:"subject"`
	Resource SearchActionsBodyResource `json:"resource"`
}

// ListOwnOrganizationsQuery has the parameters of ListOwnOrganizations; empty ones are not sent.
type ListOwnOrganizationsQuery struct {
	Limit  string
	Cursor string
}

type FoundOrganizationBody struct {
	Name string  `json:"name"`
	Slug *string `json:"slug,omitempty"`
}

// ListOrganizationsQuery has the parameters of ListOrganizations; empty ones are not sent.
type ListOrganizationsQuery struct {
	Limit  string
	Cursor string
}

type FoundOrganizationForBody struct {
	Name    string  `json:"name"`
	Slug    *string `json:"slug,omitempty"`
	OwnerId string  `json:"owner_id"`
}

// ListUserOrganizationsQuery has the parameters of ListUserOrganizations; empty ones are not sent.
type ListUserOrganizationsQuery struct {
	Limit  string
	Cursor string
}

// ReadMemberQuery has the parameters of ReadMember; empty ones are not sent.
type ReadMemberQuery struct {
	AsOf string
}

type SuspendOrganizationBody struct {
	Reason *string `json:"reason,omitempty"`
}

type ResumeOrganizationBody struct {
	Reason *string `json:"reason,omitempty"`
}

type ChangeOrganizationBody struct {
	Name *string `json:"name,omitempty"`
	Slug *string `json:"slug,omitempty"`
}

type SetOrganizationPolicyBody struct {
	RequireMfa     bool   `json:"require_mfa"`
	MaxSessionAgeS *int64 `json:"max_session_age_s"`
	TokenTtlS      *int64 `json:"token_ttl_s"`
}

// SetOrganizationPolicyQuery has the parameters of SetOrganizationPolicy; empty ones are not sent.
type SetOrganizationPolicyQuery struct {
	DryRun string
	Cursor string
}

// ListMembersQuery has the parameters of ListMembers; empty ones are not sent.
type ListMembersQuery struct {
	Limit  string
	Cursor string
	Role   string
	Status string
}

type SuspendMemberBody struct {
	Reason *string `json:"reason,omitempty"`
}

type ResumeMemberBody struct {
	Reason *string `json:"reason,omitempty"`
}

type SignOutMemberBody struct {
	Reason *string `json:"reason,omitempty"`
}

type DefineOrganizationRoleBody struct {
	Name        string   `json:"name"`
	Description *string  `json:"description,omitempty"`
	Permissions []string `json:"permissions"`
	Inherits    []string `json:"inherits,omitempty"`
	Key         string   `json:"key"`
}

type ChangeOrganizationRoleBody struct {
	Name        string   `json:"name"`
	Description *string  `json:"description,omitempty"`
	Permissions []string `json:"permissions"`
	Inherits    []string `json:"inherits,omitempty"`
}

// ChangeOrganizationRoleQuery has the parameters of ChangeOrganizationRole; empty ones are not sent.
type ChangeOrganizationRoleQuery struct {
	DryRun string
	Cursor string
}

// RetireOrganizationRoleQuery has the parameters of RetireOrganizationRole; empty ones are not sent.
type RetireOrganizationRoleQuery struct {
	DryRun string
	Cursor string
}

// ListOrganizationApiKeysQuery has the parameters of ListOrganizationApiKeys; empty ones are not sent.
type ListOrganizationApiKeysQuery struct {
	Limit  string
	Cursor string
}

type CreateOrganizationApiKeyBody struct {
	Name          string   `json:"name"`
	Scopes        []string `json:"scopes"`
	ExpiresInDays *int64   `json:"expires_in_days,omitempty"`
}

type RotateOrganizationApiKeyBody struct {
	OverlapSeconds *int64 `json:"overlap_seconds,omitempty"`
}

// RevokeOrganizationApiKeyQuery has the parameters of RevokeOrganizationApiKey; empty ones are not sent.
type RevokeOrganizationApiKeyQuery struct {
	Descendants string
}

// ListInvitationsQuery has the parameters of ListInvitations; empty ones are not sent.
type ListInvitationsQuery struct {
	Limit  string
	Cursor string
}

type SendInvitationBody struct {
	Email     string   `json:"email"`
	RoleIds   []string `json:"role_ids,omitempty"`
	ExpiresIn *int64   `json:"expires_in,omitempty"`
}

type ResendInvitationBody struct {
}

// ShowInvitationQuery has the parameters of ShowInvitation; empty ones are not sent.
type ShowInvitationQuery struct {
	Token string
}

type AcceptInvitationByLinkBody struct {
	Token string `json:"token"`
}

type DeclineInvitationByLinkBody struct {
	Token string `json:"token"`
}

// ListOwnInvitationsQuery has the parameters of ListOwnInvitations; empty ones are not sent.
type ListOwnInvitationsQuery struct {
	Limit  string
	Cursor string
}

// ListConnectionsQuery has the parameters of ListConnections; empty ones are not sent.
type ListConnectionsQuery struct {
	Limit  string
	Cursor string
}

type AddConnectionBody struct {
	Kind string `json:"kind"`
	Name string `json:"name"`
}

type ChangeConnectionBodyAttributes struct {
	Email *string `json:"email"`
	Name  *string `json:"name"`
}

type ChangeConnectionBodyRoleMappingRolesItem struct {
	Value  string `json:"value"`
	RoleId string `json:"role_id"`
}

type ChangeConnectionBodyRoleMapping struct {
	Attribute string                                     `json:"attribute"`
	Roles     []ChangeConnectionBodyRoleMappingRolesItem `json:"roles"`
}

type ChangeConnectionBody struct {
	Name             *string                          `json:"name,omitempty"`
	EntityId         *string                          `json:"entity_id,omitempty"`
	SsoUrl           *string                          `json:"sso_url,omitempty"`
	SloUrl           *string                          `json:"slo_url,omitempty"`
	RequestBinding   *string                          `json:"request_binding,omitempty"`
	SignRequests     *bool                            `json:"sign_requests,omitempty"`
	NameIdFormat     *string                          `json:"name_id_format,omitempty"`
	ForceAuthn       *bool                            `json:"force_authn,omitempty"`
	AllowUnsolicited *bool                            `json:"allow_unsolicited,omitempty"`
	Attributes       *ChangeConnectionBodyAttributes  `json:"attributes,omitempty"`
	MfaContexts      []string                         `json:"mfa_contexts,omitempty"`
	RoleMapping      *ChangeConnectionBodyRoleMapping `json:"role_mapping,omitempty"`
}

type AddConnectionCertificateBody struct {
	Pem string `json:"pem"`
}

type ProposeConnectionBody struct {
	Metadata string `json:"metadata"`
}

type DisableConnectionBody struct {
	Reason *string `json:"reason,omitempty"`
}

type AddDomainBody struct {
	Domain string `json:"domain"`
}

type ChangeDomainBody struct {
	EnforceConnection *string `json:"enforce_connection"`
}

type CreateWebhookBodyFilter struct {
	Subjects []string `json:"subjects,omitempty"`
	Actors   []string `json:"actors,omitempty"`
}

type CreateWebhookBody struct {
	Url          string                   `json:"url"`
	Description  *string                  `json:"description,omitempty"`
	ContactEmail *string                  `json:"contact_email,omitempty"`
	Types        []string                 `json:"types,omitempty"`
	Filter       *CreateWebhookBodyFilter `json:"filter,omitempty"`
	Signature    *string                  `json:"signature,omitempty"`
	From         *string                  `json:"from,omitempty"`
}

// ListWebhooksQuery has the parameters of ListWebhooks; empty ones are not sent.
type ListWebhooksQuery struct {
	Limit  string
	Cursor string
}

type UpdateWebhookBodyFilter struct {
	Subjects []string `json:"subjects,omitempty"`
	Actors   []string `json:"actors,omitempty"`
}

type UpdateWebhookBody struct {
	Url          *string                  `json:"url,omitempty"`
	Description  *string                  `json:"description,omitempty"`
	ContactEmail *string                  `json:"contact_email,omitempty"`
	Types        []string                 `json:"types,omitempty"`
	Filter       *UpdateWebhookBodyFilter `json:"filter,omitempty"`
}

type RotateWebhookSecretBody struct {
	OverlapSeconds *int64  `json:"overlap_seconds,omitempty"`
	Signature      *string `json:"signature,omitempty"`
}

type ResumeWebhookBody struct {
	From *string `json:"from,omitempty"`
}

// ListWebhookDeliveriesQuery has the parameters of ListWebhookDeliveries; empty ones are not sent.
type ListWebhookDeliveriesQuery struct {
	Limit  string
	Cursor string
	Status string
}

type ReplayWebhookBody struct {
	From  string   `json:"from"`
	To    *string  `json:"to,omitempty"`
	Types []string `json:"types,omitempty"`
}

// ListCheckpointsQuery has the parameters of ListCheckpoints; empty ones are not sent.
type ListCheckpointsQuery struct {
	After string
	Limit string
}

// ProveGrowthQuery has the parameters of ProveGrowth; empty ones are not sent.
type ProveGrowthQuery struct {
	From string
	To   string
}

type RequestExportBody struct {
}

type DownloadExportBody struct {
	Token string `json:"token"`
}

type RequestUserExportBody struct {
}

type ReadExportSchemaAnswer = map[string]any

// ReadFunnelsQuery has the parameters of ReadFunnels; empty ones are not sent.
type ReadFunnelsQuery struct {
	From string
	To   string
	By   string
}

// ReadSignInMethodsQuery has the parameters of ReadSignInMethods; empty ones are not sent.
type ReadSignInMethodsQuery struct {
	From string
	To   string
	By   string
}

// ReadSignInFailuresQuery has the parameters of ReadSignInFailures; empty ones are not sent.
type ReadSignInFailuresQuery struct {
	From string
	To   string
	By   string
}

// ReadRetainedPeopleQuery has the parameters of ReadRetainedPeople; empty ones are not sent.
type ReadRetainedPeopleQuery struct {
	From string
	To   string
}

type PromoteProjectionBody struct {
	AcceptDifference *bool `json:"accept_difference,omitempty"`
}

// ListJobsQuery has the parameters of ListJobs; empty ones are not sent.
type ListJobsQuery struct {
	Limit  string
	Cursor string
	State  string
}

type GraphqlBody struct {
	Query         string         `json:"query"`
	OperationName *string        `json:"operationName,omitempty"`
	Variables     map[string]any `json:"variables,omitempty"`
	Extensions    map[string]any `json:"extensions,omitempty"`
}
