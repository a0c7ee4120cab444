"""Types of requests and answers. Generated from the OpenAPI document by `npm run sdk`. Do not edit."""

from typing import Any, Literal, NotRequired, TypedDict, Union

AccessPermissionsItem = TypedDict("AccessPermissionsItem", {
    "key": "str",
    "because": "list[str]",
})
Access = TypedDict("Access", {
    "user_id": "str",
    "roles": "list[str]",
    "permissions": "list[AccessPermissionsItem]",
})
AccountDiffChangesItemEvent = TypedDict("AccountDiffChangesItemEvent", {
    "id": "str",
    "type": "str",
    "position": "str",
    "occurred_at": "str",
    "actor": "str",
})
AccountDiffChangesItem = TypedDict("AccountDiffChangesItem", {
    "field": "str",
    "before": "Any",
    "after": "Any",
    "event": "AccountDiffChangesItemEvent",
})
AccountDiff = TypedDict("AccountDiff", {
    "from": "str",
    "to": "str",
    "changes": "list[AccountDiffChangesItem]",
})
AddedFactor = TypedDict("AddedFactor", {
    "factor": "Factor",
    "recovery_codes": NotRequired["list[str]"],
    "session": NotRequired["SignInAnswer"],
})
AddedPasskey = TypedDict("AddedPasskey", {
    "factor": "Factor",
    "recovery_codes": NotRequired["list[str]"],
    "session": NotRequired["SignInAnswer"],
})
ApiKey = TypedDict("ApiKey", {
    "id": "str",
    "name": "str",
    "prefix": "str",
    "scopes": "list[Literal[\"users:read\", \"users:write\", \"users:impersonate\", \"mfa:read\", \"mfa:write\", \"mfa:reset_now\", \"events:read\", \"events:read_personal\", \"consumers:write\", \"audit:read\", \"proofs:read\", \"privacy:read\", \"privacy:write\", \"console:read\", \"analytics:read\", \"operations:read\", \"operations:write\", \"signing_keys:read\", \"signing_keys:write\", \"api_keys:read\", \"api_keys:write\", \"roles:read\", \"roles:write\", \"roles:assign\", \"access:decide\", \"organizations:read\", \"organizations:write\", \"organization:read\", \"organization:write\", \"organization:delete\", \"members:read\", \"members:write\", \"members:invite\", \"connections:read\", \"connections:write\", \"domains:read\", \"domains:write\", \"policy:read\", \"policy:write\", \"owners:write\", \"webhooks:read\", \"webhooks:write\", \"tokens:introspect\", \"tokens:revoke\"]]",
    "created_at": "str",
    "expires_at": "str",
    "revoked_at": "Union[str, None]",
    "created_by": "str",
    "last_used_at": "Union[str, None]",
})
ApiKeyPage = TypedDict("ApiKeyPage", {
    "items": "list[ApiKey]",
    "next_cursor": "Union[str, None]",
})
BlastRadiusActorsItem = TypedDict("BlastRadiusActorsItem", {
    "actor": "str",
    "since": "str",
    "events": "dict[str, Any]",
})
BlastRadiusGiftsItem = TypedDict("BlastRadiusGiftsItem", {
    "position": "str",
    "occurred_at": "str",
    "type": "str",
    "from": "str",
    "to": "str",
    "role_ids": "list[str]",
    "organization_id": "Union[str, None]",
})
BlastRadius = TypedDict("BlastRadius", {
    "actor": "str",
    "since": "str",
    "actors": "list[BlastRadiusActorsItem]",
    "gifts": "list[BlastRadiusGiftsItem]",
    "complete": "bool",
})
CauseTreeCommandsItemEventsItem = TypedDict("CauseTreeCommandsItemEventsItem", {
    "event": "Event",
    "effects": "list[Event]",
})
CauseTreeCommandsItem = TypedDict("CauseTreeCommandsItem", {
    "causation_id": "str",
    "events": "list[CauseTreeCommandsItemEventsItem]",
})
CauseTree = TypedDict("CauseTree", {
    "correlation_id": "str",
    "commands": "list[CauseTreeCommandsItem]",
})
CheckpointsItemsItem = TypedDict("CheckpointsItemsItem", {
    "size": "int",
    "checkpoint": "str",
})
Checkpoints = TypedDict("Checkpoints", {
    "items": "list[CheckpointsItemsItem]",
})
CloudEvent = TypedDict("CloudEvent", {
    "specversion": "Literal[\"1.0\"]",
    "id": "str",
    "source": "str",
    "type": "str",
    "subject": NotRequired["str"],
    "time": "str",
    "datacontenttype": "Literal[\"application/json\"]",
    "dataschema": "str",
    "data": "dict[str, Any]",
    "position": "str",
    "revision": "int",
    "stream": "str",
    "actor": "str",
    "correlationid": "str",
    "causationid": "str",
    "erased": NotRequired["Literal[True]"],
    "unreadable": NotRequired["Literal[True]"],
})
ConnectionLastTest1 = TypedDict("ConnectionLastTest1", {
    "passed": "bool",
    "reason": "Union[str, None]",
    "at": "str",
})
ConnectionIdentityProvider = TypedDict("ConnectionIdentityProvider", {
    "entity_id": "Union[str, None]",
    "sso_url": "Union[str, None]",
    "slo_url": "Union[str, None]",
})
ConnectionServiceProviderKeysItem = TypedDict("ConnectionServiceProviderKeysItem", {
    "fingerprint": "str",
    "not_after": "str",
    "expired": "bool",
    "status": "Literal[\"signing\", \"next\"]",
})
ConnectionServiceProvider = TypedDict("ConnectionServiceProvider", {
    "entity_id": "str",
    "metadata_url": "str",
    "acs_url": "str",
    "slo_url": "str",
    "start_url": "str",
    "keys": "list[ConnectionServiceProviderKeysItem]",
})
ConnectionSettingsAttributes = TypedDict("ConnectionSettingsAttributes", {
    "email": "Union[str, None]",
    "name": "Union[str, None]",
})
ConnectionSettingsRoleMapping1RolesItem = TypedDict("ConnectionSettingsRoleMapping1RolesItem", {
    "value": "str",
    "role_id": "str",
})
ConnectionSettingsRoleMapping1 = TypedDict("ConnectionSettingsRoleMapping1", {
    "attribute": "str",
    "roles": "list[ConnectionSettingsRoleMapping1RolesItem]",
})
ConnectionSettings = TypedDict("ConnectionSettings", {
    "request_binding": "Literal[\"redirect\", \"post\"]",
    "sign_requests": "bool",
    "name_id_format": "Union[str, None]",
    "force_authn": "bool",
    "allow_unsolicited": "bool",
    "attributes": "ConnectionSettingsAttributes",
    "mfa_contexts": "list[str]",
    "role_mapping": "Union[ConnectionSettingsRoleMapping1, None]",
})
Connection = TypedDict("Connection", {
    "id": "str",
    "kind": "Literal[\"saml\"]",
    "name": "str",
    "enabled": "bool",
    "last_test": "Union[ConnectionLastTest1, None]",
    "identity_provider": "ConnectionIdentityProvider",
    "service_provider": "ConnectionServiceProvider",
    "settings": "ConnectionSettings",
    "certificates": "list[ConnectionCertificate]",
    "added_at": "str",
})
ConnectionCertificate = TypedDict("ConnectionCertificate", {
    "fingerprint": "str",
    "not_after": "str",
    "expired": "bool",
})
ConnectionPage = TypedDict("ConnectionPage", {
    "items": "list[Connection]",
    "next_cursor": "Union[str, None]",
})
ConnectionProposalCertificatesItem = TypedDict("ConnectionProposalCertificatesItem", {
    "fingerprint": "str",
    "not_after": "str",
    "expired": "bool",
    "pem": "str",
})
ConnectionProposal = TypedDict("ConnectionProposal", {
    "entity_id": "str",
    "sso_url": "str",
    "slo_url": "Union[str, None]",
    "request_binding": "Literal[\"redirect\", \"post\"]",
    "certificates": "list[ConnectionProposalCertificatesItem]",
})
ConnectionTest = TypedDict("ConnectionTest", {
    "url": "str",
    "expires_in": "int",
})
ConsistencyProof = TypedDict("ConsistencyProof", {
    "from": "int",
    "to": "int",
    "hashes": "list[str]",
})
ConsoleOverviewHoursItemCounts = TypedDict("ConsoleOverviewHoursItemCounts", {
    "sign_ups": "int",
    "sign_ins": "int",
    "failed_sign_ins": "int",
    "lockouts": "int",
    "mails": "int",
    "failed_mails": "int",
})
ConsoleOverviewHoursItem = TypedDict("ConsoleOverviewHoursItem", {
    "start": "str",
    "counts": "ConsoleOverviewHoursItemCounts",
})
ConsoleOverview = TypedDict("ConsoleOverview", {
    "since": "str",
    "hours": "list[ConsoleOverviewHoursItem]",
})
Consumer = TypedDict("Consumer", {
    "name": "str",
    "types": "list[str]",
    "position": "str",
    "lag_seconds": "float",
})
Consumers = TypedDict("Consumers", {
    "items": "list[Consumer]",
    "next_cursor": "None",
})
DataCategoriesItemsItemDataItem = TypedDict("DataCategoriesItemsItemDataItem", {
    "kind": "str",
    "purposes": "list[str]",
    "retention": "str",
    "keep_seconds": "Union[int, None]",
    "fields": "list[str]",
})
DataCategoriesItemsItem = TypedDict("DataCategoriesItemsItem", {
    "category": "str",
    "description": "str",
    "data": "list[DataCategoriesItemsItemDataItem]",
})
DataCategories = TypedDict("DataCategories", {
    "items": "list[DataCategoriesItemsItem]",
})
DecisionContext = TypedDict("DecisionContext", {
    "because": NotRequired["list[str]"],
    "reason": NotRequired["Literal[\"unknown_subject\", \"unknown_action\", \"unknown_resource\", \"not_permitted\", \"as_of_not_supported\"]"],
})
Decision = TypedDict("Decision", {
    "decision": "bool",
    "context": "DecisionContext",
})
Decisions = TypedDict("Decisions", {
    "evaluations": "list[Decision]",
})
Discovery = TypedDict("Discovery", {
    "issuer": "str",
    "jwks_uri": "str",
    "introspection_endpoint": "str",
    "introspection_endpoint_auth_methods_supported": "list[str]",
    "revocation_endpoint": "str",
    "revocation_endpoint_auth_methods_supported": "list[str]",
    "response_types_supported": "list[str]",
    "subject_types_supported": "list[str]",
    "id_token_signing_alg_values_supported": "list[str]",
    "claims_supported": "list[str]",
})
Erasure = TypedDict("Erasure", {
    "user_id": "str",
    "status": "Literal[\"requested\", \"erased\"]",
    "due_at": "Union[str, None]",
})
ErasureReceiptCheckpoint1 = TypedDict("ErasureReceiptCheckpoint1", {
    "size": "int",
    "note": "str",
})
ErasureReceipt = TypedDict("ErasureReceipt", {
    "user_id": "str",
    "position": "str",
    "erased_at": "str",
    "completed_at": "Union[str, None]",
    "removed": "dict[str, Any]",
    "checkpoint": "Union[ErasureReceiptCheckpoint1, None]",
    "receipt": "Union[str, None]",
})
EventSource1 = TypedDict("EventSource1", {
    "ip": "str",
    "user_agent": "str",
})
Event = TypedDict("Event", {
    "id": "str",
    "stream": "str",
    "revision": "int",
    "position": "str",
    "type": "str",
    "version": "int",
    "data": "dict[str, Any]",
    "occurred_at": "str",
    "actor": "str",
    "on_behalf_of": "Union[str, None]",
    "correlation_id": "str",
    "causation_id": "str",
    "source": "Union[EventSource1, None]",
})
EventPage = TypedDict("EventPage", {
    "items": "list[Event]",
    "next_cursor": "Union[str, None]",
})
EventProof = TypedDict("EventProof", {
    "proof": "str",
    "keys": "list[str]",
})
EventTypesItemsItem = TypedDict("EventTypesItemsItem", {
    "type": "str",
    "version": "int",
    "personal": "list[str]",
    "schema": "dict[str, Any]",
})
EventTypesPublicItem = TypedDict("EventTypesPublicItem", {
    "name": "str",
    "type": "str",
    "version": "int",
    "scope": "str",
    "dataschema": "str",
})
EventTypes = TypedDict("EventTypes", {
    "items": "list[EventTypesItemsItem]",
    "public": "list[EventTypesPublicItem]",
})
Export = TypedDict("Export", {
    "id": "str",
    "state": "Literal[\"building\", \"ready\", \"downloaded\", \"expired\"]",
    "requested_by": "Literal[\"user\", \"admin\"]",
    "requested_at": "str",
    "expires_at": "Union[str, None]",
    "bytes": "Union[int, None]",
})
Exports = TypedDict("Exports", {
    "items": "list[Export]",
})
Factor = TypedDict("Factor", {
    "id": "str",
    "kind": "Literal[\"totp\", \"phone\", \"passkey\", \"security_key\"]",
    "name": "str",
    "provider_name": "Union[str, None]",
    "added_at": "str",
    "last_used_at": "Union[str, None]",
    "synced": "Union[bool, None]",
    "usable_here": "bool",
    "hint": "Union[str, None]",
})
FactorHoldersItemsItem = TypedDict("FactorHoldersItemsItem", {
    "factor_id": "str",
    "user_id": "str",
    "kind": "Literal[\"totp\", \"phone\", \"passkey\", \"security_key\"]",
    "aaguid": "Union[str, None]",
    "provider_name": "Union[str, None]",
    "added_at": "str",
})
FactorHolders = TypedDict("FactorHolders", {
    "items": "list[FactorHoldersItemsItem]",
    "next_cursor": "Union[str, None]",
})
FactorUsesItemsItem = TypedDict("FactorUsesItemsItem", {
    "used_at": "str",
    "purpose": "Literal[\"sign_in\", \"step_up\"]",
    "session_id": "str",
})
FactorUses = TypedDict("FactorUses", {
    "items": "list[FactorUsesItemsItem]",
    "next_cursor": "Union[str, None]",
})
FactorsRecoveryCodes1 = TypedDict("FactorsRecoveryCodes1", {
    "remaining": "int",
    "issued_at": "str",
})
Factors = TypedDict("Factors", {
    "items": "list[Factor]",
    "recovery_codes": "Union[FactorsRecoveryCodes1, None]",
    "demanded": "bool",
    "phones": "bool",
    "acr": "Union[Literal[\"aal1\", \"aal2\", \"aal3\"], None]",
})
FeedPage = TypedDict("FeedPage", {
    "items": "list[CloudEvent]",
    "next": "str",
    "head": "str",
    "caught_up": "bool",
})
FunnelsItemsItem = TypedDict("FunnelsItemsItem", {
    "at": "Union[str, None]",
    "method": "Union[str, None]",
    "started": "int",
    "mail_sent": "int",
    "verified": "int",
    "signed_in": "int",
    "seconds_to_mail": "Union[float, None]",
    "seconds_to_verified": "Union[float, None]",
    "seconds_to_sign_in": "Union[float, None]",
})
Funnels = TypedDict("Funnels", {
    "items": "list[FunnelsItemsItem]",
})
GraphqlResultErrorsItemLocationsItem = TypedDict("GraphqlResultErrorsItemLocationsItem", {
    "line": "int",
    "column": "int",
})
GraphqlResultErrorsItemExtensions = TypedDict("GraphqlResultErrorsItemExtensions", {
    "code": "str",
})
GraphqlResultErrorsItem = TypedDict("GraphqlResultErrorsItem", {
    "message": "str",
    "locations": NotRequired["list[GraphqlResultErrorsItemLocationsItem]"],
    "path": NotRequired["list[Union[str, int]]"],
    "extensions": "GraphqlResultErrorsItemExtensions",
})
GraphqlResult = TypedDict("GraphqlResult", {
    "data": NotRequired["Union[dict[str, Any], None]"],
    "errors": NotRequired["list[GraphqlResultErrorsItem]"],
})
HistoryEntry = TypedDict("HistoryEntry", {
    "id": "str",
    "type": "str",
    "text": "str",
    "occurred_at": "str",
    "by": "Literal[\"you\", \"anybody\", \"administrator\", \"service\"]",
    "device": "Union[str, None]",
    "ip": "Union[str, None]",
})
HistoryPage = TypedDict("HistoryPage", {
    "items": "list[HistoryEntry]",
    "next_cursor": "Union[str, None]",
})
IdentitiesItemsItem = TypedDict("IdentitiesItemsItem", {
    "provider": "str",
    "label": "str",
    "linked_at": "str",
})
Identities = TypedDict("Identities", {
    "items": "list[IdentitiesItemsItem]",
    "next_cursor": "None",
    "has_password": "bool",
})
Impersonation = TypedDict("Impersonation", {
    "access_token": "str",
    "token_type": "Literal[\"bearer\"]",
    "expires_in": "int",
    "session_id": "str",
    "user_id": "str",
})
Introspection1 = TypedDict("Introspection1", {
    "active": "Literal[False]",
})
Introspection2Act = TypedDict("Introspection2Act", {
    "sub": "str",
})
Introspection2 = TypedDict("Introspection2", {
    "active": "Literal[True]",
    "token_type": "Literal[\"Bearer\", \"refresh_token\", \"api_key\"]",
    "client_id": "str",
    "sub": "str",
    "iat": "int",
    "exp": "int",
    "iss": NotRequired["str"],
    "aud": NotRequired["str"],
    "jti": NotRequired["str"],
    "sid": NotRequired["str"],
    "amr": NotRequired["list[str]"],
    "acr": NotRequired["Literal[\"aal1\", \"aal2\", \"aal3\"]"],
    "auth_time": NotRequired["int"],
    "scope": NotRequired["str"],
    "act": NotRequired["Introspection2Act"],
    "org_id": NotRequired["str"],
    "org_rev": NotRequired["str"],
    "roles": NotRequired["list[str]"],
    "roles_overflow": NotRequired["Literal[True]"],
})
Invitation = TypedDict("Invitation", {
    "id": "str",
    "email": "str",
    "status": "Literal[\"open\", \"expired\"]",
    "role_ids": "list[str]",
    "invited_by": "Union[str, None]",
    "sent_at": "str",
    "expires_at": "str",
})
InvitationPage = TypedDict("InvitationPage", {
    "items": "list[Invitation]",
    "next_cursor": "Union[str, None]",
})
JobsItemsItem = TypedDict("JobsItemsItem", {
    "id": "str",
    "name": "str",
    "state": "Literal[\"waiting\", \"active\", \"delayed\", \"failed\"]",
    "attempts": "int",
    "due_at": "str",
    "next_attempt_at": "Union[str, None]",
    "failed_at": "Union[str, None]",
    "cause": "Union[str, None]",
    "event_id": "Union[str, None]",
    "correlation_id": "Union[str, None]",
})
Jobs = TypedDict("Jobs", {
    "items": "list[JobsItemsItem]",
    "next_cursor": "Union[str, None]",
})
KeyOptions = TypedDict("KeyOptions", {
    "public_key": "PasskeyRequestOptions",
})
KeySet = TypedDict("KeySet", {
    "keys": "list[dict[str, Any]]",
})
KeyringItemsItem = TypedDict("KeyringItemsItem", {
    "id": "str",
    "algorithm": "Literal[\"ES256\", \"EdDSA\", \"RS256\"]",
    "phase": "Literal[\"pending\", \"signing\", \"retiring\", \"retired\"]",
    "signs_from": "str",
})
Keyring = TypedDict("Keyring", {
    "items": "list[KeyringItemsItem]",
})
Live = TypedDict("Live", {
    "status": "Literal[\"ok\"]",
})
MailRequested = TypedDict("MailRequested", {
    "message": "str",
    "expires_in": "int",
    "resend_after": "int",
    "request_token": "str",
})
Member = TypedDict("Member", {
    "user_id": "str",
    "username": "str",
    "status": "Literal[\"active\", \"suspended\"]",
    "owner": "bool",
    "roles": "list[str]",
    "joined_at": "str",
})
MemberAccessPermissionsItem = TypedDict("MemberAccessPermissionsItem", {
    "key": "str",
    "because": "list[str]",
})
MemberAccess = TypedDict("MemberAccess", {
    "user_id": "str",
    "username": "str",
    "status": "Literal[\"active\", \"suspended\"]",
    "owner": "bool",
    "roles": "list[str]",
    "joined_at": "str",
    "permissions": "list[MemberAccessPermissionsItem]",
})
MemberPage = TypedDict("MemberPage", {
    "items": "list[Member]",
    "next_cursor": "Union[str, None]",
})
Message = TypedDict("Message", {
    "message": "str",
})
NewApiKey = TypedDict("NewApiKey", {
    "id": "str",
    "name": "str",
    "prefix": "str",
    "scopes": "list[Literal[\"users:read\", \"users:write\", \"users:impersonate\", \"mfa:read\", \"mfa:write\", \"mfa:reset_now\", \"events:read\", \"events:read_personal\", \"consumers:write\", \"audit:read\", \"proofs:read\", \"privacy:read\", \"privacy:write\", \"console:read\", \"analytics:read\", \"operations:read\", \"operations:write\", \"signing_keys:read\", \"signing_keys:write\", \"api_keys:read\", \"api_keys:write\", \"roles:read\", \"roles:write\", \"roles:assign\", \"access:decide\", \"organizations:read\", \"organizations:write\", \"organization:read\", \"organization:write\", \"organization:delete\", \"members:read\", \"members:write\", \"members:invite\", \"connections:read\", \"connections:write\", \"domains:read\", \"domains:write\", \"policy:read\", \"policy:write\", \"owners:write\", \"webhooks:read\", \"webhooks:write\", \"tokens:introspect\", \"tokens:revoke\"]]",
    "created_at": "str",
    "expires_at": "str",
    "revoked_at": "Union[str, None]",
    "created_by": "str",
    "last_used_at": "Union[str, None]",
    "key": "str",
})
NewPasskeyOptions = TypedDict("NewPasskeyOptions", {
    "public_key": "PasskeyCreationOptions",
})
NewWebhookFilter = TypedDict("NewWebhookFilter", {
    "subjects": "list[str]",
    "actors": "list[str]",
})
NewWebhook = TypedDict("NewWebhook", {
    "id": "str",
    "url": "str",
    "description": "str",
    "contact_email": "Union[str, None]",
    "types": "list[str]",
    "filter": "NewWebhookFilter",
    "signature": "Literal[\"v1\", \"v1a\"]",
    "public_key": "Union[str, None]",
    "status": "Literal[\"active\", \"paused\", \"deleted\"]",
    "pause_reason": "Union[Literal[\"requested\", \"gone\", \"failing\"], None]",
    "created_at": "str",
    "secret": "Union[str, None]",
})
OAuthError = TypedDict("OAuthError", {
    "error": "str",
    "error_description": "str",
})
Organization = TypedDict("Organization", {
    "id": "str",
    "name": "str",
    "slug": "str",
    "status": "Literal[\"active\", \"suspended\"]",
    "founded_at": "str",
    "owners": "list[str]",
})
OrganizationDomainDns = TypedDict("OrganizationDomainDns", {
    "type": "Literal[\"TXT\"]",
    "name": "str",
    "value": "str",
})
OrganizationDomain = TypedDict("OrganizationDomain", {
    "id": "str",
    "domain": "str",
    "verified": "bool",
    "added_at": "str",
    "verified_at": "Union[str, None]",
    "missing_since": "Union[str, None]",
    "enforce_connection": "Union[str, None]",
    "dns": "OrganizationDomainDns",
})
OrganizationDomainList = TypedDict("OrganizationDomainList", {
    "items": "list[OrganizationDomain]",
})
OrganizationPage = TypedDict("OrganizationPage", {
    "items": "list[Organization]",
    "next_cursor": "Union[str, None]",
})
OrganizationPolicy = TypedDict("OrganizationPolicy", {
    "require_mfa": "bool",
    "max_session_age_s": "Union[int, None]",
    "token_ttl_s": "Union[int, None]",
})
OrganizationToken = TypedDict("OrganizationToken", {
    "access_token": "str",
    "token_type": "Literal[\"bearer\"]",
    "expires_in": "int",
    "organization_id": "str",
})
OwnInvitation = TypedDict("OwnInvitation", {
    "id": "str",
    "organization_id": "str",
    "organization_name": "str",
    "expires_at": "str",
})
OwnInvitationPage = TypedDict("OwnInvitationPage", {
    "items": "list[OwnInvitation]",
    "next_cursor": "Union[str, None]",
})
OwnOrganization = TypedDict("OwnOrganization", {
    "id": "str",
    "name": "str",
    "slug": "str",
    "status": "Literal[\"active\", \"suspended\"]",
    "founded_at": "str",
    "roles": "list[str]",
})
OwnOrganizationPage = TypedDict("OwnOrganizationPage", {
    "items": "list[OwnOrganization]",
    "next_cursor": "Union[str, None]",
})
PasskeyCreationOptionsRp = TypedDict("PasskeyCreationOptionsRp", {
    "id": "str",
    "name": "str",
})
PasskeyCreationOptionsUser = TypedDict("PasskeyCreationOptionsUser", {
    "id": "str",
    "name": "str",
    "displayName": "str",
})
PasskeyCreationOptionsPubKeyCredParamsItem = TypedDict("PasskeyCreationOptionsPubKeyCredParamsItem", {
    "alg": "int",
    "type": "Literal[\"public-key\"]",
})
PasskeyCreationOptionsExcludeCredentialsItem = TypedDict("PasskeyCreationOptionsExcludeCredentialsItem", {
    "id": "str",
    "type": "Literal[\"public-key\"]",
    "transports": "list[str]",
})
PasskeyCreationOptionsAuthenticatorSelection = TypedDict("PasskeyCreationOptionsAuthenticatorSelection", {
    "authenticatorAttachment": NotRequired["Literal[\"cross-platform\"]"],
    "residentKey": "Literal[\"required\", \"discouraged\"]",
    "requireResidentKey": "bool",
    "userVerification": "Literal[\"required\", \"discouraged\"]",
})
PasskeyCreationOptionsExtensions = TypedDict("PasskeyCreationOptionsExtensions", {
    "credProps": "Literal[True]",
})
PasskeyCreationOptions = TypedDict("PasskeyCreationOptions", {
    "challenge": "str",
    "rp": "PasskeyCreationOptionsRp",
    "user": "PasskeyCreationOptionsUser",
    "pubKeyCredParams": "list[PasskeyCreationOptionsPubKeyCredParamsItem]",
    "timeout": "int",
    "attestation": "Literal[\"none\", \"direct\"]",
    "excludeCredentials": "list[PasskeyCreationOptionsExcludeCredentialsItem]",
    "authenticatorSelection": "PasskeyCreationOptionsAuthenticatorSelection",
    "hints": "list[Literal[\"security-key\"]]",
    "extensions": "PasskeyCreationOptionsExtensions",
})
PasskeyRequestOptionsAllowCredentialsItem = TypedDict("PasskeyRequestOptionsAllowCredentialsItem", {
    "id": "str",
    "type": "Literal[\"public-key\"]",
    "transports": "list[str]",
})
PasskeyRequestOptions = TypedDict("PasskeyRequestOptions", {
    "challenge": "str",
    "rpId": "str",
    "timeout": "int",
    "userVerification": "Literal[\"required\", \"discouraged\"]",
    "allowCredentials": "list[PasskeyRequestOptionsAllowCredentialsItem]",
})
PasskeySignInOptions = TypedDict("PasskeySignInOptions", {
    "public_key": "PasskeyRequestOptions",
    "expires_in": "int",
})
PastAccountIdentities1Item = TypedDict("PastAccountIdentities1Item", {
    "provider": "str",
    "label": "str",
    "linked_at": "str",
})
PastAccountFactors1Item = TypedDict("PastAccountFactors1Item", {
    "id": "str",
    "kind": "Literal[\"totp\", \"phone\", \"passkey\", \"security_key\"]",
    "name": "str",
    "added_at": "str",
})
PastAccount = TypedDict("PastAccount", {
    "erased": "bool",
    "email": "Union[str, None]",
    "username": "Union[str, None]",
    "pending_email": "Union[str, None]",
    "is_active": "Union[bool, None]",
    "is_verified": "Union[bool, None]",
    "has_password": "Union[bool, None]",
    "second_factor_demanded": "Union[bool, None]",
    "identities": "Union[list[PastAccountIdentities1Item], None]",
    "factors": "Union[list[PastAccountFactors1Item], None]",
    "user_id": "str",
    "position": "str",
    "revision": "int",
})
PastSessionPageItemsItem = TypedDict("PastSessionPageItemsItem", {
    "id": "str",
    "erased": "bool",
    "device": "Union[str, None]",
    "amr": "list[str]",
    "provider": "Union[str, None]",
    "acr": "Literal[\"aal1\", \"aal2\", \"aal3\"]",
    "started_at": "str",
    "authenticated_at": "str",
    "position": "str",
})
PastSessionPage = TypedDict("PastSessionPage", {
    "items": "list[PastSessionPageItemsItem]",
    "next_cursor": "Union[str, None]",
    "as_of": "str",
})
Permission = TypedDict("Permission", {
    "key": "str",
    "description": "str",
    "built_in": "bool",
})
Permissions = TypedDict("Permissions", {
    "items": "list[Permission]",
})
PermittedActionsResultsItem = TypedDict("PermittedActionsResultsItem", {
    "name": "str",
})
PermittedActions = TypedDict("PermittedActions", {
    "results": "list[PermittedActionsResultsItem]",
})
PermittedSubjectsResultsItem = TypedDict("PermittedSubjectsResultsItem", {
    "type": "Literal[\"user\"]",
    "id": "str",
})
PermittedSubjectsPage = TypedDict("PermittedSubjectsPage", {
    "next_token": "str",
})
PermittedSubjects = TypedDict("PermittedSubjects", {
    "results": "list[PermittedSubjectsResultsItem]",
    "page": "PermittedSubjectsPage",
})
PhoneEnrolment = TypedDict("PhoneEnrolment", {
    "enrolment_token": "str",
    "message": "str",
    "expires_in": "int",
    "resend_after": "int",
})
PolicyPreviewGainsItem = TypedDict("PolicyPreviewGainsItem", {
    "user_id": "str",
})
PolicyPreviewLossesItem = TypedDict("PolicyPreviewLossesItem", {
    "user_id": "str",
})
PolicyPreview = TypedDict("PolicyPreview", {
    "gains": "list[PolicyPreviewGainsItem]",
    "losses": "list[PolicyPreviewLossesItem]",
    "refused_sessions": "int",
    "next_cursor": "Union[str, None]",
})
ProblemErrorsItem = TypedDict("ProblemErrorsItem", {
    "pointer": "str",
    "code": "str",
    "detail": "str",
})
ProblemRequired = TypedDict("ProblemRequired", {
    "acr": "Literal[\"aal1\", \"aal2\", \"aal3\"]",
    "max_age": "int",
})
ProblemFactorsItem = TypedDict("ProblemFactorsItem", {
    "id": "str",
    "kind": "Literal[\"totp\", \"phone\", \"passkey\", \"security_key\"]",
    "name": "str",
    "hint": "Union[str, None]",
})
Problem = TypedDict("Problem", {
    "type": "str",
    "title": "str",
    "status": "int",
    "detail": "str",
    "instance": "str",
    "code": "Literal[\"malformed_json\", \"invalid_cursor\", \"invalid_position\", \"query_too_complex\", \"invalid_state\", \"malformed_saml\", \"unsupported_token_type\", \"unauthenticated\", \"invalid_credentials\", \"invalid_refresh_token\", \"invalid_code\", \"invalid_mfa_token\", \"mfa_required\", \"invalid_passkey\", \"forbidden\", \"impersonation_refused\", \"exceeds_own_permissions\", \"invalid_bootstrap_secret\", \"cross_site_request\", \"insufficient_scope\", \"wrong_password\", \"wrong_code\", \"reauthentication_required\", \"step_up_required\", \"sso_required\", \"set_up_link_required\", \"email_not_verified\", \"sign_in_refused\", \"provider_denied\", \"untrustworthy_answer\", \"email_missing\", \"email_unverified\", \"other_browser\", \"address_not_of_domain\", \"invitation_for_another_address\", \"not_found\", \"unknown_user\", \"unknown_session\", \"unknown_provider\", \"unknown_factor\", \"unknown_trusted_device\", \"unknown_identity\", \"unknown_api_key\", \"unknown_signing_key\", \"unknown_job\", \"unknown_projection\", \"unknown_role\", \"unknown_organization\", \"unknown_invitation\", \"unknown_member\", \"unknown_domain\", \"unknown_connection\", \"unknown_certificate\", \"unknown_consumer\", \"unknown_webhook\", \"unknown_delivery\", \"method_not_allowed\", \"email_taken\", \"account_exists\", \"identity_taken\", \"factor_exists\", \"phone_alone\", \"connection_incomplete\", \"certificate_limit\", \"domain_limit\", \"consumer_limit\", \"webhook_limit\", \"factor_limit\", \"provider_linked\", \"last_way_in\", \"second_factor_demanded\", \"no_password\", \"password_exists\", \"registration_lapsed\", \"last_administrator\", \"last_owner\", \"already_member\", \"domain_taken\", \"domain_proof_missing\", \"slug_taken\", \"role_exists\", \"built_in\", \"job_not_failed\", \"no_standby_version\", \"version_lags\", \"version_parked\", \"versions_differ\", \"not_table_owner\", \"conflict\", \"shared_secret\", \"idempotency_key_in_use\", \"code_used\", \"enrolment_over\", \"link_used\", \"precondition_failed\", \"body_too_large\", \"unsupported_media_type\", \"invalid_input\", \"weak_password\", \"passkey_refused\", \"authenticator_refused\", \"phone_refused\", \"domain_refused\", \"certificate_refused\", \"metadata_refused\", \"role_cycle\", \"role_limit\", \"unknown_parent\", \"unknown_permission\", \"same_address\", \"invalid_email\", \"idempotency_key_reused\", \"rate_limited\", \"internal_error\", \"unreadable_event\", \"too_busy\", \"sms_unavailable\", \"provider_unavailable\", \"unavailable\"]",
    "request_id": "str",
    "errors": NotRequired["list[ProblemErrorsItem]"],
    "required": NotRequired["ProblemRequired"],
    "acr_values": NotRequired["Literal[\"aal1\", \"aal2\", \"aal3\"]"],
    "max_age": NotRequired["int"],
    "start_url": NotRequired["str"],
    "mfa_token": NotRequired["str"],
    "expires_in": NotRequired["int"],
    "enrolment_required": NotRequired["bool"],
    "set_up_link_required": NotRequired["bool"],
    "factors": NotRequired["list[ProblemFactorsItem]"],
    "trust_allowed": NotRequired["bool"],
    "unknown_credential": NotRequired["bool"],
})
ReadersItemsItem = TypedDict("ReadersItemsItem", {
    "reader": "str",
    "position": "str",
    "parked": "int",
    "lag_seconds": "float",
    "standby": "Union[StandbyVersion, None]",
})
Readers = TypedDict("Readers", {
    "head": "str",
    "items": "list[ReadersItemsItem]",
})
ReadyChecks = TypedDict("ReadyChecks", {
    "database": "Literal[\"ok\", \"failing\"]",
    "log": "Literal[\"ok\", \"failing\"]",
    "readers": "Literal[\"ok\", \"failing\"]",
    "jobs": "Literal[\"ok\", \"failing\"]",
    "keys": NotRequired["Literal[\"ok\", \"failing\"]"],
    "checkpoints": NotRequired["Literal[\"ok\", \"failing\"]"],
    "mail": NotRequired["Literal[\"ok\", \"failing\"]"],
})
Ready = TypedDict("Ready", {
    "status": "Literal[\"ok\", \"degraded\", \"failing\"]",
    "checks": "ReadyChecks",
})
RetainedPeopleItemsItem = TypedDict("RetainedPeopleItemsItem", {
    "cohort": "str",
    "weeks_later": "int",
    "people": "int",
    "size": "int",
})
RetainedPeople = TypedDict("RetainedPeople", {
    "items": "list[RetainedPeopleItemsItem]",
})
RetentionItemsItemMonthsItem = TypedDict("RetentionItemsItemMonthsItem", {
    "month": "str",
    "key": "Literal[\"present\", \"destroyed\", \"none\"]",
    "ends_at": "str",
})
RetentionItemsItem = TypedDict("RetentionItemsItem", {
    "period": "Literal[\"sessions\", \"sign_ins\", \"devices\", \"offers\", \"requests\"]",
    "keep_seconds": "int",
    "months": "list[RetentionItemsItemMonthsItem]",
})
Retention = TypedDict("Retention", {
    "items": "list[RetentionItemsItem]",
})
Role = TypedDict("Role", {
    "id": "str",
    "key": "str",
    "name": "str",
    "description": "str",
    "permissions": "list[str]",
    "inherits": "list[str]",
    "effective_permissions": "list[str]",
    "built_in": "bool",
})
RoleChangePreviewGainsItem = TypedDict("RoleChangePreviewGainsItem", {
    "user_id": "str",
    "permissions": "list[str]",
})
RoleChangePreviewLossesItem = TypedDict("RoleChangePreviewLossesItem", {
    "user_id": "str",
    "permissions": "list[str]",
})
RoleChangePreview = TypedDict("RoleChangePreview", {
    "gains": "list[RoleChangePreviewGainsItem]",
    "losses": "list[RoleChangePreviewLossesItem]",
    "next_cursor": "Union[str, None]",
})
RoleHolderPageItemsItem = TypedDict("RoleHolderPageItemsItem", {
    "user_id": "str",
    "granted_by": "str",
    "granted_at": "str",
})
RoleHolderPage = TypedDict("RoleHolderPage", {
    "items": "list[RoleHolderPageItemsItem]",
    "next_cursor": "Union[str, None]",
})
Roles = TypedDict("Roles", {
    "items": "list[Role]",
})
SentCode = TypedDict("SentCode", {
    "message": "str",
    "expires_in": "int",
    "resend_after": "int",
})
SessionFactorsItem = TypedDict("SessionFactorsItem", {
    "id": "str",
    "kind": "Literal[\"totp\", \"phone\", \"passkey\", \"security_key\"]",
})
Session = TypedDict("Session", {
    "id": "str",
    "current": "bool",
    "device": "str",
    "ip": "Union[str, None]",
    "amr": "list[str]",
    "provider": "Union[str, None]",
    "acr": "Literal[\"aal1\", \"aal2\", \"aal3\"]",
    "authenticated_at": "str",
    "factors": "list[SessionFactorsItem]",
    "trusted_device": "bool",
    "impersonated": "bool",
    "started_at": "str",
    "last_used_at": "str",
    "expires_at": "str",
})
SessionPage = TypedDict("SessionPage", {
    "items": "list[Session]",
    "next_cursor": "Union[str, None]",
})
SignInFailuresItemsItem = TypedDict("SignInFailuresItemsItem", {
    "at": "str",
    "type": "str",
    "count": "int",
})
SignInFailures = TypedDict("SignInFailures", {
    "items": "list[SignInFailuresItemsItem]",
})
SignInMethodsItemsItem = TypedDict("SignInMethodsItemsItem", {
    "at": "str",
    "kind": "Literal[\"sign_in\", \"second_factor\", \"recovery\"]",
    "name": "str",
    "count": "int",
})
SignInMethods = TypedDict("SignInMethods", {
    "items": "list[SignInMethodsItemsItem]",
})
SignedIn = TypedDict("SignedIn", {
    "access_token": "str",
    "token_type": "Literal[\"bearer\"]",
    "expires_in": "int",
    "refresh_token": "str",
    "user_id": "str",
    "email": "str",
    "username": "str",
    "is_active": "bool",
    "is_verified": "bool",
    "mfa_due_at": NotRequired["str"],
    "device_token": NotRequired["str"],
})
SignedInByCookie = TypedDict("SignedInByCookie", {
    "expires_in": "int",
    "user_id": "str",
    "email": "str",
    "username": "str",
    "is_active": "bool",
    "is_verified": "bool",
    "mfa_due_at": NotRequired["str"],
    "token_type": "Literal[\"cookie\"]",
    "cookie_warning": NotRequired["str"],
})
SignedOut = TypedDict("SignedOut", {
    "message": "str",
    "logout_url": NotRequired["str"],
})
SignedUp = TypedDict("SignedUp", {
    "id": "Union[int, None]",
    "user_id": "str",
    "email": "str",
    "username": "str",
    "is_active": "bool",
    "is_verified": "bool",
    "verificationToken": NotRequired["str"],
})
StandbyVersionComparison1TablesItem = TypedDict("StandbyVersionComparison1TablesItem", {
    "table": "str",
    "rows": "int",
    "standby_rows": "int",
    "equal": "bool",
})
StandbyVersionComparison1 = TypedDict("StandbyVersionComparison1", {
    "position": "str",
    "tables": "list[StandbyVersionComparison1TablesItem]",
})
StandbyVersion = TypedDict("StandbyVersion", {
    "state": "Literal[\"filling\", \"ready\", \"different\", \"promoted\", \"rolled_back\"]",
    "started_at": "str",
    "position": "str",
    "share": "float",
    "events": "int",
    "events_per_second": "Union[int, None]",
    "seconds_left": "Union[int, None]",
    "parked": "int",
    "comparison": "Union[StandbyVersionComparison1, None]",
})
TokenExplanationReasonsItemEvent1 = TypedDict("TokenExplanationReasonsItemEvent1", {
    "id": "str",
    "type": "str",
    "position": "str",
    "occurred_at": "str",
    "actor": "str",
    "correlation_id": "str",
})
TokenExplanationReasonsItem = TypedDict("TokenExplanationReasonsItem", {
    "code": "Literal[\"malformed\", \"other_issuer\", \"unknown_key\", \"invalid_signature\", \"key_withdrawn\", \"not_yet_issued\", \"expired\", \"unknown_session\", \"session_ended\", \"sessions_of_account_ended\", \"organization_access_ended\"]",
    "event": "Union[TokenExplanationReasonsItemEvent1, None]",
})
TokenExplanationClaims1 = TypedDict("TokenExplanationClaims1", {
    "kid": "str",
    "sub": "str",
    "sid": "str",
    "user_revision": "int",
    "issued_at": "str",
    "expires_at": "str",
})
TokenExplanation = TypedDict("TokenExplanation", {
    "at": "str",
    "accepted": "bool",
    "reasons": "list[TokenExplanationReasonsItem]",
    "claims": "Union[TokenExplanationClaims1, None]",
})
TotpEnrolment = TypedDict("TotpEnrolment", {
    "enrolment_token": "str",
    "secret": "str",
    "otpauth_uri": "str",
    "qr_svg": "str",
    "expires_in": "int",
})
TrustedDevicesItemsItem = TypedDict("TrustedDevicesItemsItem", {
    "id": "str",
    "device": "str",
    "trusted_at": "str",
    "expires_at": "str",
})
TrustedDevices = TypedDict("TrustedDevices", {
    "items": "list[TrustedDevicesItemsItem]",
})
User = TypedDict("User", {
    "id": "Union[int, None]",
    "user_id": "str",
    "email": "str",
    "username": "str",
    "is_active": "bool",
    "is_verified": "bool",
})
UserPage = TypedDict("UserPage", {
    "items": "list[UserRecord]",
    "next_cursor": "Union[str, None]",
})
UserRecord = TypedDict("UserRecord", {
    "id": "Union[int, None]",
    "user_id": "str",
    "email": "str",
    "username": "str",
    "is_active": "bool",
    "is_verified": "bool",
    "registered_at": "str",
    "updated_at": "str",
})
WaysIn = TypedDict("WaysIn", {
    "ways": "list[str]",
    "start_url": NotRequired["str"],
})
WebhookFilter = TypedDict("WebhookFilter", {
    "subjects": "list[str]",
    "actors": "list[str]",
})
Webhook = TypedDict("Webhook", {
    "id": "str",
    "url": "str",
    "description": "str",
    "contact_email": "Union[str, None]",
    "types": "list[str]",
    "filter": "WebhookFilter",
    "signature": "Literal[\"v1\", \"v1a\"]",
    "public_key": "Union[str, None]",
    "status": "Literal[\"active\", \"paused\", \"deleted\"]",
    "pause_reason": "Union[Literal[\"requested\", \"gone\", \"failing\"], None]",
    "created_at": "str",
})
WebhookDelivery = TypedDict("WebhookDelivery", {
    "event_id": "str",
    "type": "str",
    "position": "str",
    "status": "Literal[\"delivered\", \"waiting\", \"parked\"]",
    "attempts": "int",
    "answer_status": "Union[int, None]",
    "failure": "Union[str, None]",
    "next_attempt_at": "Union[str, None]",
    "updated_at": "str",
})
WebhookDeliveryPage = TypedDict("WebhookDeliveryPage", {
    "items": "list[WebhookDelivery]",
    "next_cursor": "Union[str, None]",
})
WebhookPage = TypedDict("WebhookPage", {
    "items": "list[Webhook]",
    "next_cursor": "Union[str, None]",
})
WebhookTest = TypedDict("WebhookTest", {
    "event_id": "str",
})
WelcomeAnswer = TypedDict("WelcomeAnswer", {
    "message": "str",
})
SignUpBody = TypedDict("SignUpBody", {
    "email": "str",
    "username": "str",
    "password": "str",
})
VerifyEmailBody = TypedDict("VerifyEmailBody", {
    "token": "str",
})
ResendVerificationBody = TypedDict("ResendVerificationBody", {
    "email": "str",
})
SignInBody = TypedDict("SignInBody", {
    "email": "str",
    "password": "str",
    "cookie": NotRequired["bool"],
    "device_token": NotRequired["str"],
})
RefreshBody = TypedDict("RefreshBody", {
    "refresh_token": NotRequired["str"],
})
SignOutBody = TypedDict("SignOutBody", {
    "everywhere": NotRequired["bool"],
    "return_to": NotRequired["str"],
})
RequestSignInLinkBody = TypedDict("RequestSignInLinkBody", {
    "email": "str",
    "code_challenge": NotRequired["str"],
})
SignInByLinkBody = TypedDict("SignInByLinkBody", {
    "token": "str",
    "request_token": NotRequired["str"],
    "code_verifier": NotRequired["str"],
    "cookie": NotRequired["bool"],
})
SignInByCodeBody = TypedDict("SignInByCodeBody", {
    "email": "str",
    "code": "str",
    "request_token": NotRequired["str"],
    "code_verifier": NotRequired["str"],
    "cookie": NotRequired["bool"],
})
DiscoverWaysInBody = TypedDict("DiscoverWaysInBody", {
    "email": "str",
})
StartSecondStepByKeyBody = TypedDict("StartSecondStepByKeyBody", {
    "mfa_token": "str",
})
VerifySecondFactorBody1 = TypedDict("VerifySecondFactorBody1", {
    "method": "Literal[\"totp\", \"sms\", \"recovery_code\"]",
    "code": "str",
    "mfa_token": "str",
    "trust_device": NotRequired["bool"],
    "cookie": NotRequired["bool"],
})
VerifySecondFactorBody2CredentialResponse = TypedDict("VerifySecondFactorBody2CredentialResponse", {
    "clientDataJSON": "str",
    "authenticatorData": "str",
    "signature": "str",
    "userHandle": NotRequired["str"],
})
VerifySecondFactorBody2Credential = TypedDict("VerifySecondFactorBody2Credential", {
    "id": "str",
    "rawId": "str",
    "type": "Literal[\"public-key\"]",
    "response": "VerifySecondFactorBody2CredentialResponse",
})
VerifySecondFactorBody2 = TypedDict("VerifySecondFactorBody2", {
    "method": "Literal[\"passkey\"]",
    "credential": "VerifySecondFactorBody2Credential",
    "mfa_token": "str",
    "trust_device": NotRequired["bool"],
    "cookie": NotRequired["bool"],
})
StartStepUpByKeyBody = TypedDict("StartStepUpByKeyBody", {
})
StepUpBody1 = TypedDict("StepUpBody1", {
    "method": "Literal[\"totp\", \"sms\", \"recovery_code\"]",
    "code": "str",
    "cookie": NotRequired["bool"],
})
StepUpBody2CredentialResponse = TypedDict("StepUpBody2CredentialResponse", {
    "clientDataJSON": "str",
    "authenticatorData": "str",
    "signature": "str",
    "userHandle": NotRequired["str"],
})
StepUpBody2Credential = TypedDict("StepUpBody2Credential", {
    "id": "str",
    "rawId": "str",
    "type": "Literal[\"public-key\"]",
    "response": "StepUpBody2CredentialResponse",
})
StepUpBody2 = TypedDict("StepUpBody2", {
    "method": "Literal[\"passkey\"]",
    "credential": "StepUpBody2Credential",
    "cookie": NotRequired["bool"],
})
StepUpBody3 = TypedDict("StepUpBody3", {
    "method": "Literal[\"password\"]",
    "password": "str",
    "cookie": NotRequired["bool"],
})
StartPasskeySignInBody = TypedDict("StartPasskeySignInBody", {
})
SignInByPasskeyBodyCredentialResponse = TypedDict("SignInByPasskeyBodyCredentialResponse", {
    "clientDataJSON": "str",
    "authenticatorData": "str",
    "signature": "str",
    "userHandle": NotRequired["str"],
})
SignInByPasskeyBodyCredential = TypedDict("SignInByPasskeyBodyCredential", {
    "id": "str",
    "rawId": "str",
    "type": "Literal[\"public-key\"]",
    "response": "SignInByPasskeyBodyCredentialResponse",
})
SignInByPasskeyBody = TypedDict("SignInByPasskeyBody", {
    "credential": "SignInByPasskeyBodyCredential",
    "cookie": NotRequired["bool"],
})
StartAddingPasskeyBody = TypedDict("StartAddingPasskeyBody", {
    "kind": "Literal[\"passkey\", \"security_key\"]",
    "mfa_token": NotRequired["str"],
    "setup_token": NotRequired["str"],
})
AddPasskeyBodyCredentialResponse = TypedDict("AddPasskeyBodyCredentialResponse", {
    "clientDataJSON": "str",
    "attestationObject": "str",
    "transports": NotRequired["list[str]"],
})
AddPasskeyBodyCredential = TypedDict("AddPasskeyBodyCredential", {
    "id": "str",
    "rawId": "str",
    "type": "Literal[\"public-key\"]",
    "response": "AddPasskeyBodyCredentialResponse",
})
AddPasskeyBody = TypedDict("AddPasskeyBody", {
    "credential": "AddPasskeyBodyCredential",
    "name": NotRequired["str"],
    "mfa_token": NotRequired["str"],
    "setup_token": NotRequired["str"],
    "cookie": NotRequired["bool"],
})
StartTotpEnrolmentBody = TypedDict("StartTotpEnrolmentBody", {
    "name": NotRequired["str"],
    "mfa_token": NotRequired["str"],
    "setup_token": NotRequired["str"],
})
ConfirmTotpBody = TypedDict("ConfirmTotpBody", {
    "enrolment_token": "str",
    "code": "str",
    "end_other_sessions": NotRequired["bool"],
    "mfa_token": NotRequired["str"],
    "setup_token": NotRequired["str"],
    "cookie": NotRequired["bool"],
})
StartPhoneEnrolmentBody = TypedDict("StartPhoneEnrolmentBody", {
    "phone": "str",
    "name": NotRequired["str"],
    "mfa_token": NotRequired["str"],
    "setup_token": NotRequired["str"],
})
ConfirmPhoneBody = TypedDict("ConfirmPhoneBody", {
    "enrolment_token": "str",
    "code": "str",
    "end_other_sessions": NotRequired["bool"],
    "mfa_token": NotRequired["str"],
    "setup_token": NotRequired["str"],
    "cookie": NotRequired["bool"],
})
SendSecondStepCodeBody = TypedDict("SendSecondStepCodeBody", {
    "factor_id": "str",
    "mfa_token": "str",
})
SendStepUpCodeBody = TypedDict("SendStepUpCodeBody", {
    "factor_id": "str",
})
IssueRecoveryCodesBody = TypedDict("IssueRecoveryCodesBody", {
})
IssueRecoveryCodesAnswer = TypedDict("IssueRecoveryCodesAnswer", {
    "recovery_codes": "list[str]",
})
DemandSecondFactorBody = TypedDict("DemandSecondFactorBody", {
})
ReleaseSecondFactorBody = TypedDict("ReleaseSecondFactorBody", {
})
RenameFactorBody = TypedDict("RenameFactorBody", {
    "name": "str",
})
RequestFactorResetBody = TypedDict("RequestFactorResetBody", {
    "mfa_token": "str",
})
CancelFactorResetBody = TypedDict("CancelFactorResetBody", {
    "token": NotRequired["str"],
})
ResetUserFactorsBody = TypedDict("ResetUserFactorsBody", {
    "reason": NotRequired["str"],
    "now": NotRequired["bool"],
})
CancelUserFactorResetBody = TypedDict("CancelUserFactorResetBody", {
    "reason": NotRequired["str"],
})
SignOutUserBody = TypedDict("SignOutUserBody", {
    "reason": NotRequired["str"],
})
RequestPasswordResetBody = TypedDict("RequestPasswordResetBody", {
    "email": "str",
})
ResetPasswordBody = TypedDict("ResetPasswordBody", {
    "token": "str",
    "new_password": "str",
})
ChangePasswordBody = TypedDict("ChangePasswordBody", {
    "old_password": "str",
    "new_password": "str",
})
ExchangeCodeBody = TypedDict("ExchangeCodeBody", {
    "code": "str",
    "code_verifier": NotRequired["str"],
    "cookie": NotRequired["bool"],
})
ConfirmSignUpBody = TypedDict("ConfirmSignUpBody", {
    "token": "str",
    "request_token": NotRequired["str"],
    "code_verifier": NotRequired["str"],
})
SignInByIdTokenBody = TypedDict("SignInByIdTokenBody", {
    "id_token": "str",
    "nonce": "str",
    "cookie": NotRequired["bool"],
})
ListProvidersAnswerItemsItem = TypedDict("ListProvidersAnswerItemsItem", {
    "name": "str",
    "title": "str",
})
ListProvidersAnswer = TypedDict("ListProvidersAnswer", {
    "items": "list[ListProvidersAnswerItemsItem]",
})
FinishOauthByFormBody = TypedDict("FinishOauthByFormBody", {
    "state": "str",
    "code": NotRequired["str"],
    "error": NotRequired["str"],
    "iss": NotRequired["str"],
})
FinishSsoBody = TypedDict("FinishSsoBody", {
    "SAMLResponse": "str",
    "RelayState": NotRequired["str"],
})
EndSsoByFormBody = TypedDict("EndSsoByFormBody", {
    "SAMLRequest": NotRequired["str"],
    "SAMLResponse": NotRequired["str"],
    "RelayState": NotRequired["str"],
})
LinkProviderBody = TypedDict("LinkProviderBody", {
    "return_to": NotRequired["str"],
    "prompt": NotRequired["str"],
    "login_hint": NotRequired["str"],
    "ui_locales": NotRequired["str"],
})
LinkProviderAnswer = TypedDict("LinkProviderAnswer", {
    "authorization_url": "str",
})
RestoreIdentityBody = TypedDict("RestoreIdentityBody", {
    "token": "str",
})
SetPasswordBody = TypedDict("SetPasswordBody", {
    "new_password": "str",
})
UpdateMeBody = TypedDict("UpdateMeBody", {
    "username": "str",
})
EraseMeBody = TypedDict("EraseMeBody", {
    "reason": NotRequired["str"],
})
ChangeEmailBody = TypedDict("ChangeEmailBody", {
    "new_email": "str",
    "password": "str",
})
ConfirmEmailChangeBody = TypedDict("ConfirmEmailChangeBody", {
    "token": "str",
})
EraseUserBody = TypedDict("EraseUserBody", {
    "reason": NotRequired["str"],
})
DeactivateUserBody = TypedDict("DeactivateUserBody", {
    "reason": NotRequired["str"],
})
ReactivateUserBody = TypedDict("ReactivateUserBody", {
    "reason": NotRequired["str"],
})
UnlockUserBody = TypedDict("UnlockUserBody", {
    "reason": NotRequired["str"],
})
ImpersonateUserBody = TypedDict("ImpersonateUserBody", {
    "reason": "str",
    "ttl": NotRequired["int"],
})
RemoveUserFactorBody = TypedDict("RemoveUserFactorBody", {
    "reason": NotRequired["str"],
})
DemandUserFactorBody = TypedDict("DemandUserFactorBody", {
    "reason": NotRequired["str"],
})
ReleaseUserFactorBody = TypedDict("ReleaseUserFactorBody", {
    "reason": NotRequired["str"],
})
CancelUserErasureBody = TypedDict("CancelUserErasureBody", {
})
SetConsumerBody = TypedDict("SetConsumerBody", {
    "types": NotRequired["Union[list[Literal[\"UserRegistered\", \"UserImported\", \"EmailVerified\", \"PasswordSet\", \"PasswordAdded\", \"PasswordRemoved\", \"PasswordChanged\", \"PasswordRehashed\", \"PasswordReset\", \"ProfileUpdated\", \"EmailChangeRequested\", \"EmailChangeLapsed\", \"EmailChanged\", \"SessionsEnded\", \"ActivityDisowned\", \"OAuthIdentityLinked\", \"OAuthIdentityUnlinked\", \"OAuthIdentityRemoved\", \"OAuthIdentityRestored\", \"TotpAdded\", \"PasskeyAdded\", \"PhoneAdded\", \"FactorRenamed\", \"FactorRemoved\", \"RecoveryCodesIssued\", \"RecoveryCodeUsed\", \"SecondFactorDemanded\", \"SecondFactorReleased\", \"FactorResetAsked\", \"FactorResetCancelled\", \"FactorsReset\", \"UserDeactivated\", \"UserReactivated\", \"ErasureRequested\", \"ErasureCancelled\", \"UserErased\", \"SessionStarted\", \"SessionReauthenticated\", \"SessionEnded\", \"SecondFactorAsked\", \"SignInFailed\", \"SignInLocked\", \"SignInUnlocked\", \"SignUpRepeated\", \"MailedCodeFailed\", \"SecondFactorFailed\", \"SecondFactorLocked\", \"SecondFactorAbandoned\", \"PasskeyCloneSuspected\", \"DeviceSeen\", \"DeviceTrusted\", \"DeviceTrustEnded\", \"SignUpOffered\", \"MailSent\", \"MailFailed\", \"SmsSent\", \"SmsFailed\", \"ExportRequested\", \"ExportReady\", \"ExportDownloaded\", \"AuditRead\", \"ReadModelChangeRequested\", \"JobRetryRequested\", \"RoleDefined\", \"RoleChanged\", \"RoleRetired\", \"PermissionDefined\", \"PermissionRetired\", \"AdministratorBootstrapped\", \"AdministratorAdded\", \"AdministratorRemoved\", \"GlobalRoleGranted\", \"GlobalRoleWithdrawn\", \"OrganizationCreated\", \"OrganizationRenamed\", \"OrganizationSlugChanged\", \"OwnerAdded\", \"OwnerRemoved\", \"DomainAdded\", \"DomainVerified\", \"DomainProofMissed\", \"DomainEnforcementSet\", \"DomainVerificationLapsed\", \"DomainRemoved\", \"OrganizationPolicySet\", \"OrganizationSuspended\", \"OrganizationResumed\", \"OrganizationDeleted\", \"MembershipStarted\", \"RoleAssigned\", \"RoleUnassigned\", \"MembershipSuspended\", \"MembershipResumed\", \"MemberSignedOut\", \"MembershipEnded\", \"InvitationSent\", \"InvitationAccepted\", \"InvitationDeclined\", \"InvitationSettled\", \"InvitationRevoked\", \"ConnectionAdded\", \"ConnectionChanged\", \"CertificateAdded\", \"CertificateRetired\", \"ConnectionKeyAdded\", \"ConnectionKeySwitched\", \"ConnectionTested\", \"ConnectionEnabled\", \"ConnectionDisabled\", \"ConnectionRemoved\", \"ApiKeyCreated\", \"ApiKeyRotated\", \"ApiKeyRevoked\", \"SigningKeyAdded\", \"SigningKeyWithdrawn\", \"WebhookCreated\", \"WebhookChanged\", \"WebhookSecretRotated\", \"WebhookPaused\", \"WebhookResumed\", \"WebhookDeleted\", \"WebhookTested\", \"WebhookReplayed\", \"WebhookDeliveryRetried\"]], None]"],
    "position": NotRequired["Union[str, None]"],
})
AcknowledgeEventsBody = TypedDict("AcknowledgeEventsBody", {
    "position": "str",
})
IntrospectTokenBody = TypedDict("IntrospectTokenBody", {
    "token": "str",
    "token_type_hint": NotRequired["str"],
})
RevokeTokenBody = TypedDict("RevokeTokenBody", {
    "token": "str",
    "token_type_hint": NotRequired["str"],
})
RevokeTokenAnswer = TypedDict("RevokeTokenAnswer", {
})
ExplainTokenBody = TypedDict("ExplainTokenBody", {
    "token": "str",
    "at": NotRequired["str"],
})
FindPasskeyPagesAnswer = TypedDict("FindPasskeyPagesAnswer", {
    "enroll": "str",
    "manage": "str",
})
WithdrawSigningKeyBody = TypedDict("WithdrawSigningKeyBody", {
    "reason": NotRequired["str"],
})
CreateApiKeyBody = TypedDict("CreateApiKeyBody", {
    "name": "str",
    "scopes": "list[Literal[\"users:read\", \"users:write\", \"users:impersonate\", \"mfa:read\", \"mfa:write\", \"mfa:reset_now\", \"events:read\", \"events:read_personal\", \"consumers:write\", \"audit:read\", \"proofs:read\", \"privacy:read\", \"privacy:write\", \"console:read\", \"analytics:read\", \"operations:read\", \"operations:write\", \"signing_keys:read\", \"signing_keys:write\", \"api_keys:read\", \"api_keys:write\", \"roles:read\", \"roles:write\", \"roles:assign\", \"access:decide\", \"organizations:read\", \"organizations:write\", \"organization:read\", \"organization:write\", \"organization:delete\", \"members:read\", \"members:write\", \"members:invite\", \"connections:read\", \"connections:write\", \"domains:read\", \"domains:write\", \"policy:read\", \"policy:write\", \"owners:write\", \"webhooks:read\", \"webhooks:write\", \"tokens:introspect\", \"tokens:revoke\"]]",
    "expires_in_days": NotRequired["int"],
})
RotateApiKeyBody = TypedDict("RotateApiKeyBody", {
    "overlap_seconds": NotRequired["int"],
})
BootstrapAdministratorBody = TypedDict("BootstrapAdministratorBody", {
    "secret": "str",
})
DefineRoleBody = TypedDict("DefineRoleBody", {
    "name": "str",
    "description": NotRequired["str"],
    "permissions": "list[str]",
    "inherits": NotRequired["list[str]"],
    "key": "str",
})
ChangeRoleBody = TypedDict("ChangeRoleBody", {
    "name": "str",
    "description": NotRequired["str"],
    "permissions": "list[str]",
    "inherits": NotRequired["list[str]"],
})
GrantRoleBody = TypedDict("GrantRoleBody", {
    "reason": NotRequired["str"],
})
WithdrawRoleBody = TypedDict("WithdrawRoleBody", {
    "reason": NotRequired["str"],
})
DefinePermissionBody = TypedDict("DefinePermissionBody", {
    "description": NotRequired["str"],
})
ReadDecisionPointAnswer = TypedDict("ReadDecisionPointAnswer", {
    "policy_decision_point": "str",
    "access_evaluation_endpoint": "str",
    "access_evaluations_endpoint": "str",
    "search_subject_endpoint": "str",
    "search_action_endpoint": "str",
})
EvaluateBodySubject = TypedDict("EvaluateBodySubject", {
    "type": "str",
    "id": "str",
    "properties": NotRequired["dict[str, Any]"],
})
EvaluateBodyAction = TypedDict("EvaluateBodyAction", {
    "name": "str",
    "properties": NotRequired["dict[str, Any]"],
})
EvaluateBodyResource = TypedDict("EvaluateBodyResource", {
    "type": "str",
    "id": "str",
    "properties": NotRequired["dict[str, Any]"],
})
EvaluateBodyContext = TypedDict("EvaluateBodyContext", {
    "as_of": NotRequired["str"],
})
EvaluateBody = TypedDict("EvaluateBody", {
    "subject": "EvaluateBodySubject",
    "action": "EvaluateBodyAction",
    "resource": "EvaluateBodyResource",
    "context": NotRequired["EvaluateBodyContext"],
})
EvaluateManyBodySubject = TypedDict("EvaluateManyBodySubject", {
    "type": "str",
    "id": "str",
    "properties": NotRequired["dict[str, Any]"],
})
EvaluateManyBodyAction = TypedDict("EvaluateManyBodyAction", {
    "name": "str",
    "properties": NotRequired["dict[str, Any]"],
})
EvaluateManyBodyResource = TypedDict("EvaluateManyBodyResource", {
    "type": "str",
    "id": "str",
    "properties": NotRequired["dict[str, Any]"],
})
EvaluateManyBodyContext = TypedDict("EvaluateManyBodyContext", {
    "as_of": NotRequired["str"],
})
EvaluateManyBodyEvaluationsItemSubject = TypedDict("EvaluateManyBodyEvaluationsItemSubject", {
    "type": "str",
    "id": "str",
    "properties": NotRequired["dict[str, Any]"],
})
EvaluateManyBodyEvaluationsItemAction = TypedDict("EvaluateManyBodyEvaluationsItemAction", {
    "name": "str",
    "properties": NotRequired["dict[str, Any]"],
})
EvaluateManyBodyEvaluationsItemResource = TypedDict("EvaluateManyBodyEvaluationsItemResource", {
    "type": "str",
    "id": "str",
    "properties": NotRequired["dict[str, Any]"],
})
EvaluateManyBodyEvaluationsItemContext = TypedDict("EvaluateManyBodyEvaluationsItemContext", {
    "as_of": NotRequired["str"],
})
EvaluateManyBodyEvaluationsItem = TypedDict("EvaluateManyBodyEvaluationsItem", {
    "subject": NotRequired["EvaluateManyBodyEvaluationsItemSubject"],
    "action": NotRequired["EvaluateManyBodyEvaluationsItemAction"],
    "resource": NotRequired["EvaluateManyBodyEvaluationsItemResource"],
    "context": NotRequired["EvaluateManyBodyEvaluationsItemContext"],
})
EvaluateManyBodyOptions = TypedDict("EvaluateManyBodyOptions", {
    "evaluations_semantic": NotRequired["Literal[\"execute_all\", \"deny_on_first_deny\", \"permit_on_first_permit\"]"],
})
EvaluateManyBody = TypedDict("EvaluateManyBody", {
    "subject": NotRequired["EvaluateManyBodySubject"],
    "action": NotRequired["EvaluateManyBodyAction"],
    "resource": NotRequired["EvaluateManyBodyResource"],
    "context": NotRequired["EvaluateManyBodyContext"],
    "evaluations": NotRequired["list[EvaluateManyBodyEvaluationsItem]"],
    "options": NotRequired["EvaluateManyBodyOptions"],
})
SearchSubjectsBodySubject = TypedDict("SearchSubjectsBodySubject", {
    "type": "str",
})
SearchSubjectsBodyAction = TypedDict("SearchSubjectsBodyAction", {
    "name": "str",
    "properties": NotRequired["dict[str, Any]"],
})
SearchSubjectsBodyResource = TypedDict("SearchSubjectsBodyResource", {
    "type": "str",
    "id": "str",
    "properties": NotRequired["dict[str, Any]"],
})
SearchSubjectsBodyPage = TypedDict("SearchSubjectsBodyPage", {
    "token": NotRequired["str"],
})
SearchSubjectsBody = TypedDict("SearchSubjectsBody", {
    "subject": "SearchSubjectsBodySubject",
    "action": "SearchSubjectsBodyAction",
    "resource": "SearchSubjectsBodyResource",
    "page": NotRequired["SearchSubjectsBodyPage"],
})
SearchActionsBodySubject = TypedDict("SearchActionsBodySubject", {
    "type": "str",
    "id": "str",
    "properties": NotRequired["dict[str, Any]"],
})
SearchActionsBodyResource = TypedDict("SearchActionsBodyResource", {
    "type": "str",
    "id": "str",
    "properties": NotRequired["dict[str, Any]"],
})
SearchActionsBody = TypedDict("SearchActionsBody", {
    "subject": "SearchActionsBodySubject",
    "resource": "SearchActionsBodyResource",
})
FoundOrganizationBody = TypedDict("FoundOrganizationBody", {
    "name": "str",
    "slug": NotRequired["str"],
})
FoundOrganizationForBody = TypedDict("FoundOrganizationForBody", {
    "name": "str",
    "slug": NotRequired["str"],
    "owner_id": "str",
})
SuspendOrganizationBody = TypedDict("SuspendOrganizationBody", {
    "reason": NotRequired["str"],
})
ResumeOrganizationBody = TypedDict("ResumeOrganizationBody", {
    "reason": NotRequired["str"],
})
ChangeOrganizationBody = TypedDict("ChangeOrganizationBody", {
    "name": NotRequired["str"],
    "slug": NotRequired["str"],
})
SetOrganizationPolicyBody = TypedDict("SetOrganizationPolicyBody", {
    "require_mfa": "bool",
    "max_session_age_s": "Union[int, None]",
    "token_ttl_s": "Union[int, None]",
})
SuspendMemberBody = TypedDict("SuspendMemberBody", {
    "reason": NotRequired["str"],
})
ResumeMemberBody = TypedDict("ResumeMemberBody", {
    "reason": NotRequired["str"],
})
SignOutMemberBody = TypedDict("SignOutMemberBody", {
    "reason": NotRequired["str"],
})
DefineOrganizationRoleBody = TypedDict("DefineOrganizationRoleBody", {
    "name": "str",
    "description": NotRequired["str"],
    "permissions": "list[str]",
    "inherits": NotRequired["list[str]"],
    "key": "str",
})
ChangeOrganizationRoleBody = TypedDict("ChangeOrganizationRoleBody", {
    "name": "str",
    "description": NotRequired["str"],
    "permissions": "list[str]",
    "inherits": NotRequired["list[str]"],
})
CreateOrganizationApiKeyBody = TypedDict("CreateOrganizationApiKeyBody", {
    "name": "str",
    "scopes": "list[Literal[\"organization:read\", \"organization:write\", \"organization:delete\", \"members:read\", \"members:write\", \"members:invite\", \"connections:read\", \"connections:write\", \"domains:read\", \"domains:write\", \"policy:read\", \"policy:write\", \"roles:read\", \"roles:write\", \"roles:assign\", \"api_keys:read\", \"api_keys:write\"]]",
    "expires_in_days": NotRequired["int"],
})
RotateOrganizationApiKeyBody = TypedDict("RotateOrganizationApiKeyBody", {
    "overlap_seconds": NotRequired["int"],
})
SendInvitationBody = TypedDict("SendInvitationBody", {
    "email": "str",
    "role_ids": NotRequired["list[str]"],
    "expires_in": NotRequired["int"],
})
ResendInvitationBody = TypedDict("ResendInvitationBody", {
})
AcceptInvitationByLinkBody = TypedDict("AcceptInvitationByLinkBody", {
    "token": "str",
})
DeclineInvitationByLinkBody = TypedDict("DeclineInvitationByLinkBody", {
    "token": "str",
})
AddConnectionBody = TypedDict("AddConnectionBody", {
    "kind": "Literal[\"saml\"]",
    "name": "str",
})
ChangeConnectionBodyAttributes = TypedDict("ChangeConnectionBodyAttributes", {
    "email": "Union[str, None]",
    "name": "Union[str, None]",
})
ChangeConnectionBodyRoleMapping1RolesItem = TypedDict("ChangeConnectionBodyRoleMapping1RolesItem", {
    "value": "str",
    "role_id": "str",
})
ChangeConnectionBodyRoleMapping1 = TypedDict("ChangeConnectionBodyRoleMapping1", {
    "attribute": "str",
    "roles": "list[ChangeConnectionBodyRoleMapping1RolesItem]",
})
ChangeConnectionBody = TypedDict("ChangeConnectionBody", {
    "name": NotRequired["str"],
    "entity_id": NotRequired["str"],
    "sso_url": NotRequired["str"],
    "slo_url": NotRequired["Union[str, None]"],
    "request_binding": NotRequired["Literal[\"redirect\", \"post\"]"],
    "sign_requests": NotRequired["bool"],
    "name_id_format": NotRequired["Union[Literal[\"persistent\", \"emailAddress\", \"unspecified\"], None]"],
    "force_authn": NotRequired["bool"],
    "allow_unsolicited": NotRequired["bool"],
    "attributes": NotRequired["ChangeConnectionBodyAttributes"],
    "mfa_contexts": NotRequired["list[str]"],
    "role_mapping": NotRequired["Union[ChangeConnectionBodyRoleMapping1, None]"],
})
AddConnectionCertificateBody = TypedDict("AddConnectionCertificateBody", {
    "pem": "str",
})
ProposeConnectionBody = TypedDict("ProposeConnectionBody", {
    "metadata": "str",
})
DisableConnectionBody = TypedDict("DisableConnectionBody", {
    "reason": NotRequired["str"],
})
AddDomainBody = TypedDict("AddDomainBody", {
    "domain": "str",
})
ChangeDomainBody = TypedDict("ChangeDomainBody", {
    "enforce_connection": "Union[str, None]",
})
CreateWebhookBodyFilter = TypedDict("CreateWebhookBodyFilter", {
    "subjects": NotRequired["list[str]"],
    "actors": NotRequired["list[str]"],
})
CreateWebhookBody = TypedDict("CreateWebhookBody", {
    "url": "str",
    "description": NotRequired["str"],
    "contact_email": NotRequired["Union[str, None]"],
    "types": NotRequired["list[Literal[\"UserRegistered\", \"UserImported\", \"EmailVerified\", \"PasswordSet\", \"PasswordAdded\", \"PasswordRemoved\", \"PasswordChanged\", \"PasswordRehashed\", \"PasswordReset\", \"ProfileUpdated\", \"EmailChangeRequested\", \"EmailChangeLapsed\", \"EmailChanged\", \"SessionsEnded\", \"ActivityDisowned\", \"OAuthIdentityLinked\", \"OAuthIdentityUnlinked\", \"OAuthIdentityRemoved\", \"OAuthIdentityRestored\", \"TotpAdded\", \"PasskeyAdded\", \"PhoneAdded\", \"FactorRenamed\", \"FactorRemoved\", \"RecoveryCodesIssued\", \"RecoveryCodeUsed\", \"SecondFactorDemanded\", \"SecondFactorReleased\", \"FactorResetAsked\", \"FactorResetCancelled\", \"FactorsReset\", \"UserDeactivated\", \"UserReactivated\", \"ErasureRequested\", \"ErasureCancelled\", \"UserErased\", \"SessionStarted\", \"SessionReauthenticated\", \"SessionEnded\", \"SecondFactorAsked\", \"SignInFailed\", \"SignInLocked\", \"SignInUnlocked\", \"SignUpRepeated\", \"MailedCodeFailed\", \"SecondFactorFailed\", \"SecondFactorLocked\", \"SecondFactorAbandoned\", \"PasskeyCloneSuspected\", \"DeviceSeen\", \"DeviceTrusted\", \"DeviceTrustEnded\", \"SignUpOffered\", \"MailSent\", \"MailFailed\", \"SmsSent\", \"SmsFailed\", \"ExportRequested\", \"ExportReady\", \"ExportDownloaded\", \"AuditRead\", \"ReadModelChangeRequested\", \"JobRetryRequested\", \"RoleDefined\", \"RoleChanged\", \"RoleRetired\", \"PermissionDefined\", \"PermissionRetired\", \"AdministratorBootstrapped\", \"AdministratorAdded\", \"AdministratorRemoved\", \"GlobalRoleGranted\", \"GlobalRoleWithdrawn\", \"OrganizationCreated\", \"OrganizationRenamed\", \"OrganizationSlugChanged\", \"OwnerAdded\", \"OwnerRemoved\", \"DomainAdded\", \"DomainVerified\", \"DomainProofMissed\", \"DomainEnforcementSet\", \"DomainVerificationLapsed\", \"DomainRemoved\", \"OrganizationPolicySet\", \"OrganizationSuspended\", \"OrganizationResumed\", \"OrganizationDeleted\", \"MembershipStarted\", \"RoleAssigned\", \"RoleUnassigned\", \"MembershipSuspended\", \"MembershipResumed\", \"MemberSignedOut\", \"MembershipEnded\", \"InvitationSent\", \"InvitationAccepted\", \"InvitationDeclined\", \"InvitationSettled\", \"InvitationRevoked\", \"ConnectionAdded\", \"ConnectionChanged\", \"CertificateAdded\", \"CertificateRetired\", \"ConnectionKeyAdded\", \"ConnectionKeySwitched\", \"ConnectionTested\", \"ConnectionEnabled\", \"ConnectionDisabled\", \"ConnectionRemoved\", \"ApiKeyCreated\", \"ApiKeyRotated\", \"ApiKeyRevoked\", \"SigningKeyAdded\", \"SigningKeyWithdrawn\", \"WebhookCreated\", \"WebhookChanged\", \"WebhookSecretRotated\", \"WebhookPaused\", \"WebhookResumed\", \"WebhookDeleted\", \"WebhookTested\", \"WebhookReplayed\", \"WebhookDeliveryRetried\"]]"],
    "filter": NotRequired["CreateWebhookBodyFilter"],
    "signature": NotRequired["Literal[\"v1\", \"v1a\"]"],
    "from": NotRequired["Union[str, None]"],
})
UpdateWebhookBodyFilter = TypedDict("UpdateWebhookBodyFilter", {
    "subjects": NotRequired["list[str]"],
    "actors": NotRequired["list[str]"],
})
UpdateWebhookBody = TypedDict("UpdateWebhookBody", {
    "url": NotRequired["str"],
    "description": NotRequired["str"],
    "contact_email": NotRequired["Union[str, None]"],
    "types": NotRequired["list[Literal[\"UserRegistered\", \"UserImported\", \"EmailVerified\", \"PasswordSet\", \"PasswordAdded\", \"PasswordRemoved\", \"PasswordChanged\", \"PasswordRehashed\", \"PasswordReset\", \"ProfileUpdated\", \"EmailChangeRequested\", \"EmailChangeLapsed\", \"EmailChanged\", \"SessionsEnded\", \"ActivityDisowned\", \"OAuthIdentityLinked\", \"OAuthIdentityUnlinked\", \"OAuthIdentityRemoved\", \"OAuthIdentityRestored\", \"TotpAdded\", \"PasskeyAdded\", \"PhoneAdded\", \"FactorRenamed\", \"FactorRemoved\", \"RecoveryCodesIssued\", \"RecoveryCodeUsed\", \"SecondFactorDemanded\", \"SecondFactorReleased\", \"FactorResetAsked\", \"FactorResetCancelled\", \"FactorsReset\", \"UserDeactivated\", \"UserReactivated\", \"ErasureRequested\", \"ErasureCancelled\", \"UserErased\", \"SessionStarted\", \"SessionReauthenticated\", \"SessionEnded\", \"SecondFactorAsked\", \"SignInFailed\", \"SignInLocked\", \"SignInUnlocked\", \"SignUpRepeated\", \"MailedCodeFailed\", \"SecondFactorFailed\", \"SecondFactorLocked\", \"SecondFactorAbandoned\", \"PasskeyCloneSuspected\", \"DeviceSeen\", \"DeviceTrusted\", \"DeviceTrustEnded\", \"SignUpOffered\", \"MailSent\", \"MailFailed\", \"SmsSent\", \"SmsFailed\", \"ExportRequested\", \"ExportReady\", \"ExportDownloaded\", \"AuditRead\", \"ReadModelChangeRequested\", \"JobRetryRequested\", \"RoleDefined\", \"RoleChanged\", \"RoleRetired\", \"PermissionDefined\", \"PermissionRetired\", \"AdministratorBootstrapped\", \"AdministratorAdded\", \"AdministratorRemoved\", \"GlobalRoleGranted\", \"GlobalRoleWithdrawn\", \"OrganizationCreated\", \"OrganizationRenamed\", \"OrganizationSlugChanged\", \"OwnerAdded\", \"OwnerRemoved\", \"DomainAdded\", \"DomainVerified\", \"DomainProofMissed\", \"DomainEnforcementSet\", \"DomainVerificationLapsed\", \"DomainRemoved\", \"OrganizationPolicySet\", \"OrganizationSuspended\", \"OrganizationResumed\", \"OrganizationDeleted\", \"MembershipStarted\", \"RoleAssigned\", \"RoleUnassigned\", \"MembershipSuspended\", \"MembershipResumed\", \"MemberSignedOut\", \"MembershipEnded\", \"InvitationSent\", \"InvitationAccepted\", \"InvitationDeclined\", \"InvitationSettled\", \"InvitationRevoked\", \"ConnectionAdded\", \"ConnectionChanged\", \"CertificateAdded\", \"CertificateRetired\", \"ConnectionKeyAdded\", \"ConnectionKeySwitched\", \"ConnectionTested\", \"ConnectionEnabled\", \"ConnectionDisabled\", \"ConnectionRemoved\", \"ApiKeyCreated\", \"ApiKeyRotated\", \"ApiKeyRevoked\", \"SigningKeyAdded\", \"SigningKeyWithdrawn\", \"WebhookCreated\", \"WebhookChanged\", \"WebhookSecretRotated\", \"WebhookPaused\", \"WebhookResumed\", \"WebhookDeleted\", \"WebhookTested\", \"WebhookReplayed\", \"WebhookDeliveryRetried\"]]"],
    "filter": NotRequired["UpdateWebhookBodyFilter"],
})
RotateWebhookSecretBody = TypedDict("RotateWebhookSecretBody", {
    "overlap_seconds": NotRequired["int"],
    "signature": NotRequired["Literal[\"v1\", \"v1a\"]"],
})
ResumeWebhookBody = TypedDict("ResumeWebhookBody", {
    "from": NotRequired["Literal[\"pause\", \"now\"]"],
})
ReplayWebhookBody = TypedDict("ReplayWebhookBody", {
    "from": "str",
    "to": NotRequired["Union[str, None]"],
    "types": NotRequired["list[Literal[\"UserRegistered\", \"UserImported\", \"EmailVerified\", \"PasswordSet\", \"PasswordAdded\", \"PasswordRemoved\", \"PasswordChanged\", \"PasswordRehashed\", \"PasswordReset\", \"ProfileUpdated\", \"EmailChangeRequested\", \"EmailChangeLapsed\", \"EmailChanged\", \"SessionsEnded\", \"ActivityDisowned\", \"OAuthIdentityLinked\", \"OAuthIdentityUnlinked\", \"OAuthIdentityRemoved\", \"OAuthIdentityRestored\", \"TotpAdded\", \"PasskeyAdded\", \"PhoneAdded\", \"FactorRenamed\", \"FactorRemoved\", \"RecoveryCodesIssued\", \"RecoveryCodeUsed\", \"SecondFactorDemanded\", \"SecondFactorReleased\", \"FactorResetAsked\", \"FactorResetCancelled\", \"FactorsReset\", \"UserDeactivated\", \"UserReactivated\", \"ErasureRequested\", \"ErasureCancelled\", \"UserErased\", \"SessionStarted\", \"SessionReauthenticated\", \"SessionEnded\", \"SecondFactorAsked\", \"SignInFailed\", \"SignInLocked\", \"SignInUnlocked\", \"SignUpRepeated\", \"MailedCodeFailed\", \"SecondFactorFailed\", \"SecondFactorLocked\", \"SecondFactorAbandoned\", \"PasskeyCloneSuspected\", \"DeviceSeen\", \"DeviceTrusted\", \"DeviceTrustEnded\", \"SignUpOffered\", \"MailSent\", \"MailFailed\", \"SmsSent\", \"SmsFailed\", \"ExportRequested\", \"ExportReady\", \"ExportDownloaded\", \"AuditRead\", \"ReadModelChangeRequested\", \"JobRetryRequested\", \"RoleDefined\", \"RoleChanged\", \"RoleRetired\", \"PermissionDefined\", \"PermissionRetired\", \"AdministratorBootstrapped\", \"AdministratorAdded\", \"AdministratorRemoved\", \"GlobalRoleGranted\", \"GlobalRoleWithdrawn\", \"OrganizationCreated\", \"OrganizationRenamed\", \"OrganizationSlugChanged\", \"OwnerAdded\", \"OwnerRemoved\", \"DomainAdded\", \"DomainVerified\", \"DomainProofMissed\", \"DomainEnforcementSet\", \"DomainVerificationLapsed\", \"DomainRemoved\", \"OrganizationPolicySet\", \"OrganizationSuspended\", \"OrganizationResumed\", \"OrganizationDeleted\", \"MembershipStarted\", \"RoleAssigned\", \"RoleUnassigned\", \"MembershipSuspended\", \"MembershipResumed\", \"MemberSignedOut\", \"MembershipEnded\", \"InvitationSent\", \"InvitationAccepted\", \"InvitationDeclined\", \"InvitationSettled\", \"InvitationRevoked\", \"ConnectionAdded\", \"ConnectionChanged\", \"CertificateAdded\", \"CertificateRetired\", \"ConnectionKeyAdded\", \"ConnectionKeySwitched\", \"ConnectionTested\", \"ConnectionEnabled\", \"ConnectionDisabled\", \"ConnectionRemoved\", \"ApiKeyCreated\", \"ApiKeyRotated\", \"ApiKeyRevoked\", \"SigningKeyAdded\", \"SigningKeyWithdrawn\", \"WebhookCreated\", \"WebhookChanged\", \"WebhookSecretRotated\", \"WebhookPaused\", \"WebhookResumed\", \"WebhookDeleted\", \"WebhookTested\", \"WebhookReplayed\", \"WebhookDeliveryRetried\"]]"],
})
RequestExportBody = TypedDict("RequestExportBody", {
})
DownloadExportBody = TypedDict("DownloadExportBody", {
    "token": "str",
})
RequestUserExportBody = TypedDict("RequestUserExportBody", {
})
PromoteProjectionBody = TypedDict("PromoteProjectionBody", {
    "accept_difference": NotRequired["bool"],
})
GraphqlBody = TypedDict("GraphqlBody", {
    "query": "str",
    "operationName": NotRequired["Union[str, None]"],
    "variables": NotRequired["Union[dict[str, Any], None]"],
    "extensions": NotRequired["Union[dict[str, Any], None]"],
})
ChangedOrganizationPolicy = Union[OrganizationPolicy, PolicyPreview]
ChangedRole = Union[Role, RoleChangePreview]
Introspection = Union[Introspection1, Introspection2]
OneOrManyDecisions = Union[Decisions, Decision]
RetiredRole = Union[Message, RoleChangePreview]
SessionsAtTime = Union[SessionPage, PastSessionPage]
SignInAnswer = Union[SignedIn, SignedInByCookie]
OAuthAnswer = Union[SignInAnswer, Message]
SsoAnswer = Union[SignInAnswer, Message]
UserAtTime = Union[UserRecord, PastAccount]
VerifySecondFactorBody = Union[VerifySecondFactorBody1, VerifySecondFactorBody2]
StepUpBody = Union[StepUpBody1, StepUpBody2, StepUpBody3]
ReadEventSchemaAnswer = dict[str, Any]
ReadAsyncApiAnswer = dict[str, Any]
ReadExportSchemaAnswer = dict[str, Any]
