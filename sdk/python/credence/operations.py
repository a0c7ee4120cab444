"""The operations of the API. Generated from the OpenAPI document by `npm run sdk`. Do not edit."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from . import models


def _quoted(part: str) -> str:
    return quote(part, safe="")


def _given(query: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in query.items() if value is not None}


class Operations:
    """Every operation of the API as a method. The client sends them."""

    def send(self, method: str, path: str, *, query: Mapping[str, str] | None = None,
             body: Any = None, form: bool = False, parse: bool = True) -> Any:
        """Sends a request and returns the body of its answer."""
        raise NotImplementedError

    def welcome(self) -> models.WelcomeAnswer:
        """Returns a welcome message."""
        return self.send("GET", "/")

    def sign_up(self, body: models.SignUpBody) -> models.SignedUp | models.Message:
        """Creates an account and emails a verification link."""
        return self.send("POST", "/auth/signup", body=body)

    def verify_email(self, body: models.VerifyEmailBody) -> models.User:
        """Verifies an email address with the emailed link."""
        return self.send("POST", "/auth/verify-email", body=body)

    def resend_verification(self, body: models.ResendVerificationBody) -> models.Message:
        """Emails a new verification link if the address belongs to an unverified account."""
        return self.send("POST", "/auth/resend-verification", body=body)

    def sign_in(self, body: models.SignInBody) -> models.SignInAnswer:
        """Signs in with an email address and a password. Replaces the presented session, if any."""
        return self.send("POST", "/auth/login", body=body)

    def refresh(self, body: models.RefreshBody) -> models.SignInAnswer:
        """Exchanges a refresh token for new tokens of the same session."""
        return self.send("POST", "/auth/refresh", body=body)

    def sign_out(self, body: models.SignOutBody) -> models.SignedOut:
        """Ends the session of the caller or of the refresh token in the cookie, or all sessions with `everywhere`."""
        return self.send("POST", "/auth/logout", body=body)

    def request_sign_in_link(self, body: models.RequestSignInLinkBody) -> models.MailRequested:
        """Emails a link and a code to sign in if the address belongs to an account."""
        return self.send("POST", "/auth/sign-in-link", body=body)

    def sign_in_by_link(self, body: models.SignInByLinkBody) -> models.SignInAnswer:
        """Signs in with an emailed link, where it was requested. Replaces the presented session, if any."""
        return self.send("POST", "/auth/sign-in-link/confirm", body=body)

    def sign_in_by_code(self, body: models.SignInByCodeBody) -> models.SignInAnswer:
        """Signs in with an emailed code, where it was requested. Replaces the presented session, if any."""
        return self.send("POST", "/auth/sign-in-code/confirm", body=body)

    def discover_ways_in(self, body: models.DiscoverWaysInBody) -> models.WaysIn:
        """Lists the ways in that the domain of an address allows. It tells nothing about an account."""
        return self.send("POST", "/auth/discover", body=body)

    def start_second_step_by_key(self, body: models.StartSecondStepByKeyBody) -> models.KeyOptions:
        """Returns the options to complete a sign-in with a passkey or a security key."""
        return self.send("POST", "/auth/mfa/options", body=body)

    def verify_second_factor(self, body: models.VerifySecondFactorBody) -> models.SignInAnswer:
        """Completes a sign-in with a second factor. Replaces the presented session, if any."""
        return self.send("POST", "/auth/mfa/verify", body=body)

    def start_step_up_by_key(self, body: models.StartStepUpByKeyBody) -> models.KeyOptions:
        """Returns the options to prove the identity again with a passkey or a security key."""
        return self.send("POST", "/auth/step-up/options", body=body)

    def step_up(self, body: models.StepUpBody) -> models.SignInAnswer:
        """Proves the identity of the caller again, for operations that require a recent proof. Returns tokens of the same session."""
        return self.send("POST", "/auth/step-up", body=body)

    def start_passkey_sign_in(self, body: models.StartPasskeySignInBody) -> models.PasskeySignInOptions:
        """Returns the options to sign in by a passkey. They are the same for everybody."""
        return self.send("POST", "/auth/passkey/options", body=body)

    def sign_in_by_passkey(self, body: models.SignInByPasskeyBody) -> models.SignInAnswer:
        """Signs in by a passkey. Replaces the presented session, if any."""
        return self.send("POST", "/auth/passkey/login", body=body)

    def start_adding_passkey(self, body: models.StartAddingPasskeyBody) -> models.NewPasskeyOptions:
        """Returns the options to create a passkey or a security key. Requires a recent sign-in."""
        return self.send("POST", "/auth/factors/passkey/options", body=body)

    def add_passkey(self, body: models.AddPasskeyBody) -> models.AddedPasskey:
        """Adds a passkey or a security key with the answer of its authenticator."""
        return self.send("POST", "/auth/factors/passkey", body=body)

    def start_totp_enrolment(self, body: models.StartTotpEnrolmentBody) -> models.TotpEnrolment:
        """Starts the enrolment of an authenticator app. Requires a recent proof."""
        return self.send("POST", "/auth/factors/totp", body=body)

    def confirm_totp(self, body: models.ConfirmTotpBody) -> models.AddedFactor:
        """Confirms an authenticator app with its first code. A first factor ends all other sessions."""
        return self.send("POST", "/auth/factors/totp/confirm", body=body)

    def start_phone_enrolment(self, body: models.StartPhoneEnrolmentBody) -> models.PhoneEnrolment:
        """Sends a code to a phone, to enrol it as a second factor. Requires a recent proof."""
        return self.send("POST", "/auth/factors/phone", body=body)

    def confirm_phone(self, body: models.ConfirmPhoneBody) -> models.AddedFactor:
        """Confirms a phone with the code that it received. A first factor ends all other sessions."""
        return self.send("POST", "/auth/factors/phone/confirm", body=body)

    def send_second_step_code(self, body: models.SendSecondStepCodeBody) -> models.SentCode:
        """Sends a code to a phone of the account, to complete a sign-in."""
        return self.send("POST", "/auth/mfa/code", body=body)

    def send_step_up_code(self, body: models.SendStepUpCodeBody) -> models.SentCode:
        """Sends a code to a phone of the caller, to prove the identity again."""
        return self.send("POST", "/auth/step-up/code", body=body)

    def list_factors(self) -> models.Factors:
        """Lists the second factors of the caller."""
        return self.send("GET", "/auth/factors")

    def issue_recovery_codes(self, body: models.IssueRecoveryCodesBody) -> models.IssueRecoveryCodesAnswer:
        """Replaces the recovery codes. Requires a recent proof."""
        return self.send("POST", "/auth/factors/recovery-codes", body=body)

    def demand_second_factor(self, body: models.DemandSecondFactorBody) -> models.Message:
        """Demands a second factor at each sign-in of the caller. Requires a recent proof."""
        return self.send("POST", "/auth/factors/demand", body=body)

    def release_second_factor(self, body: models.ReleaseSecondFactorBody) -> models.Message:
        """Lifts the demand of the caller. Requires a recent proof."""
        return self.send("POST", "/auth/factors/release", body=body)

    def rename_factor(self, factor_id: str, body: models.RenameFactorBody) -> models.Message:
        """Renames a factor. Requires a recent proof."""
        return self.send("PATCH", f"/auth/factors/{_quoted(factor_id)}", body=body)

    def remove_factor(self, factor_id: str) -> models.Message:
        """Removes a factor and ends all other sessions. Requires a recent proof."""
        return self.send("DELETE", f"/auth/factors/{_quoted(factor_id)}")

    def request_factor_reset(self, body: models.RequestFactorResetBody) -> models.Message:
        """Asks for the removal of all factors after a delay. The owner of the account can cancel."""
        return self.send("POST", "/auth/mfa/reset-request", body=body)

    def cancel_factor_reset(self, body: models.CancelFactorResetBody) -> models.Message:
        """Cancels the removal of all factors, with the emailed link or in a session."""
        return self.send("POST", "/auth/mfa/reset-cancel", body=body)

    def reset_user_factors(self, user_id: str, body: models.ResetUserFactorsBody) -> models.Message:
        """Removes all factors of an account after a delay in which its owner can cancel."""
        return self.send("POST", f"/v1/users/{_quoted(user_id)}/mfa/reset", body=body)

    def cancel_user_factor_reset(self, user_id: str, body: models.CancelUserFactorResetBody) -> models.Message:
        """Cancels the removal of all factors of an account."""
        return self.send("POST", f"/v1/users/{_quoted(user_id)}/mfa/cancel-reset", body=body)

    def list_trusted_devices(self) -> models.TrustedDevices:
        """Lists the devices on which the password of the caller signs in without a second factor."""
        return self.send("GET", "/auth/trusted-devices")

    def end_all_device_trust(self) -> models.Message:
        """Ends the trust in all devices of the caller."""
        return self.send("DELETE", "/auth/trusted-devices")

    def end_device_trust(self, trust_id: str) -> models.Message:
        """Ends the trust in one device of the caller."""
        return self.send("DELETE", f"/auth/trusted-devices/{_quoted(trust_id)}")

    def list_sessions(self, *, limit: str | None = None, cursor: str | None = None) -> models.SessionPage:
        """Lists the active sessions of the caller, newest first."""
        return self.send("GET", "/auth/sessions", query=_given({"limit": limit, "cursor": cursor}))

    def sign_out_elsewhere(self) -> models.Message:
        """Ends all other sessions of the caller."""
        return self.send("DELETE", "/auth/sessions")

    def end_session(self, session_id: str) -> models.Message:
        """Ends one session of the caller."""
        return self.send("DELETE", f"/auth/sessions/{_quoted(session_id)}")

    def list_user_sessions(self, user_id: str, *, limit: str | None = None, cursor: str | None = None, as_of: str | None = None) -> models.SessionsAtTime:
        """Lists the sessions of a user, now or as they were, newest first."""
        return self.send("GET", f"/v1/users/{_quoted(user_id)}/sessions", query=_given({"limit": limit, "cursor": cursor, "as_of": as_of}))

    def sign_out_user(self, user_id: str, body: models.SignOutUserBody) -> models.Message:
        """Ends all sessions of a user."""
        return self.send("POST", f"/v1/users/{_quoted(user_id)}/sign-out", body=body)

    def request_password_reset(self, body: models.RequestPasswordResetBody) -> models.Message:
        """Emails a password reset link if the address belongs to an account."""
        return self.send("POST", "/auth/reset-password-request", body=body)

    def reset_password(self, body: models.ResetPasswordBody) -> models.Message:
        """Sets a new password with an emailed link, ends all sessions, and removes unproven identities."""
        return self.send("POST", "/auth/reset-password-confirm", body=body)

    def change_password(self, body: models.ChangePasswordBody) -> models.Message:
        """Changes the password and ends all other sessions."""
        return self.send("POST", "/auth/change-password", body=body)

    def exchange_code(self, body: models.ExchangeCodeBody) -> models.SignInAnswer:
        """Exchanges a one-time code for the tokens of a session."""
        return self.send("POST", "/oauth/exchange", body=body)

    def confirm_sign_up(self, body: models.ConfirmSignUpBody) -> models.User:
        """Completes a registration with the emailed link, where it began."""
        return self.send("POST", "/oauth/confirm", body=body)

    def sign_in_by_id_token(self, provider: str, body: models.SignInByIdTokenBody) -> models.SignInAnswer:
        """Signs in with an ID token that an app obtained from the provider."""
        return self.send("POST", f"/oauth/{_quoted(provider)}/id-token", body=body)

    def list_providers(self) -> models.ListProvidersAnswer:
        """Lists the identity providers that are available for sign-in."""
        return self.send("GET", "/oauth")

    def finish_oauth(self, provider: str, *, state: str | None = None, code: str | None = None, error: str | None = None, iss: str | None = None) -> models.OAuthAnswer:
        """Receives the response of an identity provider."""
        return self.send("GET", f"/oauth/{_quoted(provider)}/callback", query=_given({"state": state, "code": code, "error": error, "iss": iss}))

    def finish_oauth_by_form(self, provider: str, body: models.FinishOauthByFormBody) -> models.OAuthAnswer:
        """Receives the response of an identity provider that uses `form_post`."""
        return self.send("POST", f"/oauth/{_quoted(provider)}/callback", body=body, form=True)

    def start_sso(self, connection_id: str, *, return_to: str | None = None, code_challenge: str | None = None, test: str | None = None) -> bytes:
        """Takes the browser to the identity provider of an organisation to sign in."""
        return self.send("GET", f"/sso/{_quoted(connection_id)}", query=_given({"return_to": return_to, "code_challenge": code_challenge, "test": test}), parse=False)

    def read_saml_metadata(self, connection_id: str) -> bytes:
        """Returns the metadata of this service for a connection, for its identity provider."""
        return self.send("GET", f"/saml/{_quoted(connection_id)}/metadata", parse=False)

    def finish_sso(self, connection_id: str, body: models.FinishSsoBody) -> models.SsoAnswer:
        """Receives the response of the identity provider of an organisation."""
        return self.send("POST", f"/saml/{_quoted(connection_id)}/acs", body=body, form=True)

    def end_sso_by_form(self, connection_id: str, body: models.EndSsoByFormBody) -> bytes:
        """Receives a logout message of the identity provider of an organisation as a form."""
        return self.send("POST", f"/saml/{_quoted(connection_id)}/slo", body=body, form=True, parse=False)

    def list_identities(self) -> models.Identities:
        """Lists the identity providers linked to the account of the caller, and whether it has a password."""
        return self.send("GET", "/auth/identities")

    def link_provider(self, provider: str, body: models.LinkProviderBody) -> models.LinkProviderAnswer:
        """Starts linking an identity provider. Requires a recent sign-in."""
        return self.send("POST", f"/oauth/{_quoted(provider)}/link", body=body)

    def unlink_provider(self, provider: str) -> models.Message:
        """Unlinks an identity provider and ends all other sessions. Requires a recent sign-in."""
        return self.send("DELETE", f"/auth/identities/{_quoted(provider)}")

    def remove_password(self) -> models.Message:
        """Removes the password and ends all other sessions. Requires a recent sign-in."""
        return self.send("DELETE", "/auth/password")

    def restore_identity(self, body: models.RestoreIdentityBody) -> models.User:
        """Restores an identity that a password reset removed, with the emailed link."""
        return self.send("POST", "/auth/restore-identity", body=body)

    def set_password(self, body: models.SetPasswordBody) -> models.Message:
        """Sets a password for an account without one. Requires a recent sign-in."""
        return self.send("POST", "/auth/set-password", body=body)

    def read_me(self) -> models.User:
        """Returns the account of the caller."""
        return self.send("GET", "/auth/me")

    def update_me(self, body: models.UpdateMeBody) -> models.User:
        """Updates the profile of the caller."""
        return self.send("PATCH", "/auth/me", body=body)

    def erase_me(self, body: models.EraseMeBody) -> models.Erasure:
        """Erases the account of the caller, after a delay if the service has one."""
        return self.send("DELETE", "/auth/me", body=body)

    def change_email(self, body: models.ChangeEmailBody) -> models.Message:
        """Requests a change of email address. It takes effect when the emailed link is confirmed."""
        return self.send("POST", "/auth/change-email", body=body)

    def confirm_email_change(self, body: models.ConfirmEmailChangeBody) -> models.User:
        """Confirms a change of email address with the emailed link."""
        return self.send("POST", "/auth/confirm-email", body=body)

    def read_own_history(self, *, limit: str | None = None, cursor: str | None = None) -> models.HistoryPage:
        """Lists the events of the account of the caller in words, newest first."""
        return self.send("GET", "/auth/events", query=_given({"limit": limit, "cursor": cursor}))

    def prove_own_event(self, id: str) -> models.EventProof:
        """Proves that an event of the caller is in the signed log. The browser can verify the proof."""
        return self.send("GET", f"/auth/events/{_quoted(id)}/proof")

    def disown_event(self, id: str) -> models.Message:
        """Reports an event that the caller did not cause: ends all sessions and locks the password."""
        return self.send("POST", f"/auth/events/{_quoted(id)}/not-me")

    def list_users(self, *, limit: str | None = None, cursor: str | None = None, email: str | None = None, status: str | None = None) -> models.UserPage:
        """Lists accounts in order of registration."""
        return self.send("GET", "/v1/users", query=_given({"limit": limit, "cursor": cursor, "email": email, "status": status}))

    def read_user(self, user_id: str, *, as_of: str | None = None) -> models.UserAtTime:
        """Returns one account, now or as it was."""
        return self.send("GET", f"/v1/users/{_quoted(user_id)}", query=_given({"as_of": as_of}))

    def erase_user(self, user_id: str, body: models.EraseUserBody) -> models.Erasure:
        """Erases an account, after a delay if the service has one."""
        return self.send("DELETE", f"/v1/users/{_quoted(user_id)}", body=body)

    def read_user_diff(self, user_id: str, *, from_: str | None = None, to: str | None = None) -> models.AccountDiff:
        """Lists the fields of an account that changed between two points, each with its event."""
        return self.send("GET", f"/v1/users/{_quoted(user_id)}/diff", query=_given({"from": from_, "to": to}))

    def read_user_history(self, user_id: str, *, limit: str | None = None, cursor: str | None = None) -> models.EventPage:
        """Lists the events of an account in log order."""
        return self.send("GET", f"/v1/users/{_quoted(user_id)}/events", query=_given({"limit": limit, "cursor": cursor}))

    def deactivate_user(self, user_id: str, body: models.DeactivateUserBody) -> models.User:
        """Deactivates an account and ends its sessions."""
        return self.send("POST", f"/v1/users/{_quoted(user_id)}/deactivate", body=body)

    def reactivate_user(self, user_id: str, body: models.ReactivateUserBody) -> models.User:
        """Reactivates a deactivated account."""
        return self.send("POST", f"/v1/users/{_quoted(user_id)}/reactivate", body=body)

    def unlock_user(self, user_id: str, body: models.UnlockUserBody) -> models.Message:
        """Unlocks an account after too many failed sign-in attempts."""
        return self.send("POST", f"/v1/users/{_quoted(user_id)}/unlock", body=body)

    def impersonate_user(self, user_id: str, body: models.ImpersonateUserBody) -> models.Impersonation:
        """Starts a short session in which an administrator acts as a person with fewer permissions."""
        return self.send("POST", f"/v1/users/{_quoted(user_id)}/impersonate", body=body)

    def list_user_factors(self, user_id: str) -> models.Factors:
        """Lists the second factors of an account."""
        return self.send("GET", f"/v1/users/{_quoted(user_id)}/factors")

    def remove_user_factor(self, user_id: str, factor_id: str, body: models.RemoveUserFactorBody) -> models.Message:
        """Removes a factor of an account and ends its sessions."""
        return self.send("DELETE", f"/v1/users/{_quoted(user_id)}/factors/{_quoted(factor_id)}", body=body)

    def demand_user_factor(self, user_id: str, body: models.DemandUserFactorBody) -> models.Message:
        """Demands a second factor of an account: its next sign-in enrols one."""
        return self.send("POST", f"/v1/users/{_quoted(user_id)}/mfa/demand", body=body)

    def release_user_factor(self, user_id: str, body: models.ReleaseUserFactorBody) -> models.Message:
        """Lifts the demand for a second factor of an account."""
        return self.send("POST", f"/v1/users/{_quoted(user_id)}/mfa/release", body=body)

    def read_erasure(self, user_id: str) -> models.ErasureReceipt:
        """Returns the progress of an erasure, and a signed statement once it is complete."""
        return self.send("GET", f"/v1/erasures/{_quoted(user_id)}")

    def cancel_user_erasure(self, user_id: str, body: models.CancelUserErasureBody) -> models.Message:
        """Cancels the requested erasure of an account."""
        return self.send("POST", f"/v1/users/{_quoted(user_id)}/cancel-erasure", body=body)

    def list_authenticators(self, *, limit: str | None = None, cursor: str | None = None, aaguid: str | None = None, kind: str | None = None) -> models.FactorHolders:
        """Lists the factors of all accounts, by their model or kind."""
        return self.send("GET", "/v1/authenticators", query=_given({"limit": limit, "cursor": cursor, "aaguid": aaguid, "kind": kind}))

    def list_factor_uses(self, user_id: str, factor_id: str, *, limit: str | None = None, cursor: str | None = None) -> models.FactorUses:
        """Lists the sign-ins and step-ups that a factor has proved, newest first."""
        return self.send("GET", f"/v1/users/{_quoted(user_id)}/factors/{_quoted(factor_id)}/uses", query=_given({"limit": limit, "cursor": cursor}))

    def read_events(self, *, after: str | None = None, type: str | None = None, subject: str | None = None, limit: str | None = None, wait: str | None = None) -> models.FeedPage:
        """Returns public events in log order, from the beginning of the log or after a position."""
        return self.send("GET", "/v1/events", query=_given({"after": after, "type": type, "subject": subject, "limit": limit, "wait": wait}))

    def list_consumers(self) -> models.Consumers:
        """Lists the named consumers of the feed with their positions."""
        return self.send("GET", "/v1/consumers")

    def read_consumer(self, name: str) -> models.Consumer:
        """Returns a named consumer of the feed with its position."""
        return self.send("GET", f"/v1/consumers/{_quoted(name)}")

    def set_consumer(self, name: str, body: models.SetConsumerBody) -> models.Consumer:
        """Creates a named consumer of the feed, or changes its types or its position."""
        return self.send("PUT", f"/v1/consumers/{_quoted(name)}", body=body)

    def delete_consumer(self, name: str) -> models.Message:
        """Deletes a named consumer of the feed."""
        return self.send("DELETE", f"/v1/consumers/{_quoted(name)}")

    def acknowledge_events(self, name: str, body: models.AcknowledgeEventsBody) -> models.Consumer:
        """Records that a consumer has handled every event up to a position."""
        return self.send("POST", f"/v1/consumers/{_quoted(name)}/ack", body=body)

    def list_event_types(self) -> models.EventTypes:
        """Lists every event type with the JSON Schema of its data, and the public types of the feed."""
        return self.send("GET", "/event-types")

    def read_event_schema(self, name: str) -> models.ReadEventSchemaAnswer:
        """Returns the JSON Schema of the data of a public event type and version."""
        return self.send("GET", f"/event-types/{_quoted(name)}")

    def read_async_api(self) -> models.ReadAsyncApiAnswer:
        """Returns the AsyncAPI 3 document of the feed and the stream of events."""
        return self.send("GET", "/asyncapi.json")

    def search_audit(self, *, subject: str | None = None, actor: str | None = None, type: str | None = None, correlation_id: str | None = None, source: str | None = None, from_: str | None = None, to: str | None = None, limit: str | None = None, cursor: str | None = None) -> models.EventPage:
        """Searches the events of all accounts, newest first."""
        return self.send("GET", "/v1/audit", query=_given({"subject": subject, "actor": actor, "type": type, "correlation_id": correlation_id, "source": source, "from": from_, "to": to, "limit": limit, "cursor": cursor}))

    def read_causes(self, correlation_id: str) -> models.CauseTree:
        """Returns everything that one request caused: its commands, their events, and the mails of these."""
        return self.send("GET", f"/v1/audit/causes/{_quoted(correlation_id)}")

    def read_blast_radius(self, *, actor: str | None = None, since: str | None = None) -> models.BlastRadius:
        """Returns the acts of an actor since a point, and the receivers of its roles and API keys, transitively."""
        return self.send("GET", "/v1/access/blast-radius", query=_given({"actor": actor, "since": since}))

    def introspect_token(self, body: models.IntrospectTokenBody) -> models.Introspection:
        """Introspects an access token, a refresh token or an API key (RFC 7662)."""
        return self.send("POST", "/oauth2/introspect", body=body, form=True)

    def revoke_token(self, body: models.RevokeTokenBody) -> models.RevokeTokenAnswer:
        """Revokes a token by ending its session (RFC 7009). An invalid token is not an error."""
        return self.send("POST", "/oauth2/revoke", body=body, form=True)

    def explain_token(self, body: models.ExplainTokenBody) -> models.TokenExplanation:
        """Explains why an access token is accepted or refused, now or at an earlier time."""
        return self.send("POST", "/v1/tokens/explain", body=body)

    def discover(self) -> models.Discovery:
        """Returns the metadata of the issuer."""
        return self.send("GET", "/.well-known/openid-configuration")

    def find_passkey_pages(self) -> models.FindPasskeyPagesAnswer:
        """Returns the pages on which people add and manage passkeys, for password managers."""
        return self.send("GET", "/.well-known/passkey-endpoints")

    def read_key_set(self) -> models.KeySet:
        """Returns the public keys that verify access tokens."""
        return self.send("GET", "/.well-known/jwks.json")

    def list_signing_keys(self) -> models.Keyring:
        """Lists the signing keys in signing order, without withdrawn keys."""
        return self.send("GET", "/v1/signing-keys")

    def rotate_signing_key(self) -> models.Keyring:
        """Adds the next signing key. It is published at once, and signs when cached key sets have expired."""
        return self.send("POST", "/v1/signing-keys/rotate")

    def withdraw_signing_key(self, key_id: str, body: models.WithdrawSigningKeyBody) -> models.Keyring:
        """Withdraws a signing key and replaces it. All tokens signed with it become invalid immediately."""
        return self.send("POST", f"/v1/signing-keys/{_quoted(key_id)}/withdraw", body=body)

    def create_api_key(self, body: models.CreateApiKeyBody) -> models.NewApiKey:
        """Creates an API key and returns it once. Its scopes and its expiry cannot exceed those of the caller."""
        return self.send("POST", "/v1/api-keys", body=body)

    def list_api_keys(self, *, limit: str | None = None, cursor: str | None = None) -> models.ApiKeyPage:
        """Lists the API keys of services in order of creation."""
        return self.send("GET", "/v1/api-keys", query=_given({"limit": limit, "cursor": cursor}))

    def read_api_key(self, key_id: str) -> models.ApiKey:
        """Returns one API key."""
        return self.send("GET", f"/v1/api-keys/{_quoted(key_id)}")

    def revoke_api_key(self, key_id: str, *, descendants: str | None = None) -> models.ApiKey:
        """Revokes an API key permanently, alone or with its descendants."""
        return self.send("DELETE", f"/v1/api-keys/{_quoted(key_id)}", query=_given({"descendants": descendants}))

    def rotate_api_key(self, key_id: str, body: models.RotateApiKeyBody) -> models.NewApiKey:
        """Replaces an API key. The old key stays valid for a grace period. The expiry cannot exceed that of the caller."""
        return self.send("POST", f"/v1/api-keys/{_quoted(key_id)}/rotate", body=body)

    def bootstrap_administrator(self, body: models.BootstrapAdministratorBody) -> models.Access:
        """Makes the caller the first administrator, with the secret of the deployment. It works once."""
        return self.send("POST", "/v1/administrators/bootstrap", body=body)

    def read_own_access(self) -> models.Access:
        """Returns the roles and permissions of the caller."""
        return self.send("GET", "/auth/access")

    def list_roles(self) -> models.Roles:
        """Lists the roles, beginning with the built-in one."""
        return self.send("GET", "/v1/roles")

    def define_role(self, body: models.DefineRoleBody) -> models.Role:
        """Defines a role with permissions that the caller has."""
        return self.send("POST", "/v1/roles", body=body)

    def read_role(self, role_id: str) -> models.Role:
        """Returns one role."""
        return self.send("GET", f"/v1/roles/{_quoted(role_id)}")

    def change_role(self, role_id: str, body: models.ChangeRoleBody, *, dry_run: str | None = None, cursor: str | None = None) -> models.ChangedRole:
        """Replaces the properties of a role. Its holders have the new permissions at once."""
        return self.send("PUT", f"/v1/roles/{_quoted(role_id)}", query=_given({"dry_run": dry_run, "cursor": cursor}), body=body)

    def retire_role(self, role_id: str, *, dry_run: str | None = None, cursor: str | None = None) -> models.RetiredRole:
        """Retires a role for good. Its holders lose its permissions at once."""
        return self.send("DELETE", f"/v1/roles/{_quoted(role_id)}", query=_given({"dry_run": dry_run, "cursor": cursor}))

    def list_role_holders(self, role_id: str, *, limit: str | None = None, cursor: str | None = None) -> models.RoleHolderPage:
        """Lists the people with a role, in the order in which they got it."""
        return self.send("GET", f"/v1/roles/{_quoted(role_id)}/holders", query=_given({"limit": limit, "cursor": cursor}))

    def read_user_access(self, user_id: str, *, as_of: str | None = None) -> models.Access:
        """Returns the roles and permissions of a person, now or as they were, each with its reason."""
        return self.send("GET", f"/v1/users/{_quoted(user_id)}/access", query=_given({"as_of": as_of}))

    def grant_role(self, user_id: str, role_id: str, body: models.GrantRoleBody) -> models.Access:
        """Gives a role to a person. The caller needs the permissions of the role and of the person."""
        return self.send("PUT", f"/v1/users/{_quoted(user_id)}/roles/{_quoted(role_id)}", body=body)

    def withdraw_role(self, user_id: str, role_id: str, body: models.WithdrawRoleBody) -> models.Access:
        """Takes a role from a person, who loses its permissions at once."""
        return self.send("DELETE", f"/v1/users/{_quoted(user_id)}/roles/{_quoted(role_id)}", body=body)

    def list_permissions(self) -> models.Permissions:
        """Lists the permissions of this service and of apps."""
        return self.send("GET", "/v1/permissions")

    def define_permission(self, permission: str, body: models.DefinePermissionBody) -> models.Permission:
        """Defines a permission of an app, or replaces its description."""
        return self.send("PUT", f"/v1/permissions/{_quoted(permission)}", body=body)

    def retire_permission(self, permission: str) -> models.Message:
        """Retires a permission of an app. Nobody has it from then on."""
        return self.send("DELETE", f"/v1/permissions/{_quoted(permission)}")

    def read_decision_point(self) -> models.ReadDecisionPointAnswer:
        """Returns the endpoints for decisions (AuthZEN Authorization API 1.0)."""
        return self.send("GET", "/.well-known/authzen-configuration")

    def evaluate(self, body: models.EvaluateBody) -> models.Decision:
        """Decides whether a person or an API key has a permission, now or in the past."""
        return self.send("POST", "/access/v1/evaluation", body=body)

    def evaluate_many(self, body: models.EvaluateManyBody) -> models.OneOrManyDecisions:
        """Takes up to 1,000 decisions. The members beside `evaluations` are defaults for each."""
        return self.send("POST", "/access/v1/evaluations", body=body)

    def search_subjects(self, body: models.SearchSubjectsBody) -> models.PermittedSubjects:
        """Lists the people with a permission."""
        return self.send("POST", "/access/v1/search/subject", body=body)

    def search_actions(self, body: models.SearchActionsBody) -> models.PermittedActions:
        """Lists the permissions of a person or an API key."""
        return self.send("POST", "/access/v1/search/action", body=body)

    def list_own_organizations(self, *, limit: str | None = None, cursor: str | None = None) -> models.OwnOrganizationPage:
        """Lists the organisations of the caller, in the order of joining."""
        return self.send("GET", "/auth/organizations", query=_given({"limit": limit, "cursor": cursor}))

    def found_organization(self, body: models.FoundOrganizationBody) -> models.Organization:
        """Founds an organisation, whose owner is the caller."""
        return self.send("POST", "/auth/organizations", body=body)

    def issue_organization_token(self, organization_id: str) -> models.OrganizationToken:
        """Issues an access token for one organisation of the caller. Its own session goes on beside it."""
        return self.send("POST", f"/auth/organizations/{_quoted(organization_id)}/token")

    def leave_organization(self, organization_id: str) -> models.Message:
        """Ends the membership of the caller."""
        return self.send("DELETE", f"/auth/organizations/{_quoted(organization_id)}")

    def list_organizations(self, *, limit: str | None = None, cursor: str | None = None) -> models.OrganizationPage:
        """Lists all organisations, in the order of their foundation."""
        return self.send("GET", "/v1/organizations", query=_given({"limit": limit, "cursor": cursor}))

    def found_organization_for(self, body: models.FoundOrganizationForBody) -> models.Organization:
        """Founds an organisation for a person, who becomes its owner."""
        return self.send("POST", "/v1/organizations", body=body)

    def list_user_organizations(self, user_id: str, *, limit: str | None = None, cursor: str | None = None) -> models.OwnOrganizationPage:
        """Lists the organisations of a person, in the order of joining."""
        return self.send("GET", f"/v1/users/{_quoted(user_id)}/organizations", query=_given({"limit": limit, "cursor": cursor}))

    def add_member(self, organization_id: str, user_id: str) -> models.MemberAccess:
        """Makes a person a member without an invitation, as for an import."""
        return self.send("PUT", f"/v1/organizations/{_quoted(organization_id)}/members/{_quoted(user_id)}")

    def read_member(self, organization_id: str, user_id: str, *, as_of: str | None = None) -> models.MemberAccess:
        """Returns a member with the permissions of the membership, now or at an earlier point."""
        return self.send("GET", f"/v1/organizations/{_quoted(organization_id)}/members/{_quoted(user_id)}", query=_given({"as_of": as_of}))

    def remove_member(self, organization_id: str, user_id: str) -> models.Message:
        """Removes a member."""
        return self.send("DELETE", f"/v1/organizations/{_quoted(organization_id)}/members/{_quoted(user_id)}")

    def suspend_organization(self, organization_id: str, body: models.SuspendOrganizationBody) -> models.Organization:
        """Suspends an organisation: its members have no permission in it until it is resumed."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/suspend", body=body)

    def resume_organization(self, organization_id: str, body: models.ResumeOrganizationBody) -> models.Organization:
        """Resumes a suspended organisation."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/resume", body=body)

    def read_organization(self, organization_id: str) -> models.Organization:
        """Returns one organisation."""
        return self.send("GET", f"/v1/organizations/{_quoted(organization_id)}")

    def change_organization(self, organization_id: str, body: models.ChangeOrganizationBody) -> models.Organization:
        """Changes the name or the slug of an organisation."""
        return self.send("PATCH", f"/v1/organizations/{_quoted(organization_id)}", body=body)

    def delete_organization(self, organization_id: str) -> models.Message:
        """Deletes an organisation for good. Its slug is free soon after. The accounts of its members stay."""
        return self.send("DELETE", f"/v1/organizations/{_quoted(organization_id)}")

    def read_organization_policy(self, organization_id: str) -> models.OrganizationPolicy:
        """Returns the demands of an organisation on the sessions of its members."""
        return self.send("GET", f"/v1/organizations/{_quoted(organization_id)}/policy")

    def set_organization_policy(self, organization_id: str, body: models.SetOrganizationPolicyBody, *, dry_run: str | None = None, cursor: str | None = None) -> models.ChangedOrganizationPolicy:
        """Replaces these demands. Stricter ones end the tokens for the organisation."""
        return self.send("PUT", f"/v1/organizations/{_quoted(organization_id)}/policy", query=_given({"dry_run": dry_run, "cursor": cursor}), body=body)

    def list_members(self, organization_id: str, *, limit: str | None = None, cursor: str | None = None, role: str | None = None, status: str | None = None) -> models.MemberPage:
        """Lists the members of an organisation, in the order of joining."""
        return self.send("GET", f"/v1/organizations/{_quoted(organization_id)}/members", query=_given({"limit": limit, "cursor": cursor, "role": role, "status": status}))

    def suspend_member(self, organization_id: str, user_id: str, body: models.SuspendMemberBody) -> models.MemberAccess:
        """Suspends a member, who has no permission until the membership is resumed, and is no owner any more."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/members/{_quoted(user_id)}/suspend", body=body)

    def resume_member(self, organization_id: str, user_id: str, body: models.ResumeMemberBody) -> models.MemberAccess:
        """Resumes a suspended membership."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/members/{_quoted(user_id)}/resume", body=body)

    def sign_out_member(self, organization_id: str, user_id: str, body: models.SignOutMemberBody) -> models.MemberAccess:
        """Refuses the tokens of a member for the organisation. The sessions of the person go on."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/members/{_quoted(user_id)}/sign-out", body=body)

    def add_owner(self, organization_id: str, user_id: str) -> models.MemberAccess:
        """Makes a member an owner."""
        return self.send("PUT", f"/v1/organizations/{_quoted(organization_id)}/owners/{_quoted(user_id)}")

    def remove_owner(self, organization_id: str, user_id: str) -> models.MemberAccess:
        """Makes an owner an ordinary member."""
        return self.send("DELETE", f"/v1/organizations/{_quoted(organization_id)}/owners/{_quoted(user_id)}")

    def list_organization_roles(self, organization_id: str) -> models.Roles:
        """Lists the roles of an organisation, beginning with the built-in ones."""
        return self.send("GET", f"/v1/organizations/{_quoted(organization_id)}/roles")

    def define_organization_role(self, organization_id: str, body: models.DefineOrganizationRoleBody) -> models.Role:
        """Defines a role of an organisation with permissions that the caller has."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/roles", body=body)

    def read_organization_role(self, organization_id: str, role_id: str) -> models.Role:
        """Returns one role of an organisation."""
        return self.send("GET", f"/v1/organizations/{_quoted(organization_id)}/roles/{_quoted(role_id)}")

    def change_organization_role(self, organization_id: str, role_id: str, body: models.ChangeOrganizationRoleBody, *, dry_run: str | None = None, cursor: str | None = None) -> models.ChangedRole:
        """Replaces the properties of a role of an organisation."""
        return self.send("PUT", f"/v1/organizations/{_quoted(organization_id)}/roles/{_quoted(role_id)}", query=_given({"dry_run": dry_run, "cursor": cursor}), body=body)

    def retire_organization_role(self, organization_id: str, role_id: str, *, dry_run: str | None = None, cursor: str | None = None) -> models.RetiredRole:
        """Retires a role of an organisation for good."""
        return self.send("DELETE", f"/v1/organizations/{_quoted(organization_id)}/roles/{_quoted(role_id)}", query=_given({"dry_run": dry_run, "cursor": cursor}))

    def assign_role(self, organization_id: str, user_id: str, role_id: str) -> models.MemberAccess:
        """Gives a role to a member. The caller needs the permissions of the role and of the member."""
        return self.send("PUT", f"/v1/organizations/{_quoted(organization_id)}/members/{_quoted(user_id)}/roles/{_quoted(role_id)}")

    def unassign_role(self, organization_id: str, user_id: str, role_id: str) -> models.MemberAccess:
        """Takes a role from a member, who loses its permissions at once."""
        return self.send("DELETE", f"/v1/organizations/{_quoted(organization_id)}/members/{_quoted(user_id)}/roles/{_quoted(role_id)}")

    def list_organization_api_keys(self, organization_id: str, *, limit: str | None = None, cursor: str | None = None) -> models.ApiKeyPage:
        """Lists the API keys of an organisation in order of creation."""
        return self.send("GET", f"/v1/organizations/{_quoted(organization_id)}/api-keys", query=_given({"limit": limit, "cursor": cursor}))

    def create_organization_api_key(self, organization_id: str, body: models.CreateOrganizationApiKeyBody) -> models.NewApiKey:
        """Creates an API key of an organisation and returns it once. It never has more permissions than its maker."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/api-keys", body=body)

    def rotate_organization_api_key(self, organization_id: str, key_id: str, body: models.RotateOrganizationApiKeyBody) -> models.NewApiKey:
        """Replaces an own API key of an organisation. The old key stays valid for a grace period."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/api-keys/{_quoted(key_id)}/rotate", body=body)

    def revoke_organization_api_key(self, organization_id: str, key_id: str, *, descendants: str | None = None) -> models.ApiKey:
        """Revokes an API key of an organisation permanently, alone or with its descendants."""
        return self.send("DELETE", f"/v1/organizations/{_quoted(organization_id)}/api-keys/{_quoted(key_id)}", query=_given({"descendants": descendants}))

    def list_invitations(self, organization_id: str, *, limit: str | None = None, cursor: str | None = None) -> models.InvitationPage:
        """Lists the invitations of an organisation that nobody has answered, in the order of sending."""
        return self.send("GET", f"/v1/organizations/{_quoted(organization_id)}/invitations", query=_given({"limit": limit, "cursor": cursor}))

    def send_invitation(self, organization_id: str, body: models.SendInvitationBody) -> models.Invitation:
        """Invites an address to an organisation. A further invitation of the address replaces the one before."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/invitations", body=body)

    def resend_invitation(self, organization_id: str, invitation_id: str, body: models.ResendInvitationBody) -> models.Invitation:
        """Sends an open or expired invitation again, with the same roles. The link in the earlier mail ends."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/invitations/{_quoted(invitation_id)}/resend", body=body)

    def revoke_invitation(self, organization_id: str, invitation_id: str) -> models.Message:
        """Revokes an invitation."""
        return self.send("DELETE", f"/v1/organizations/{_quoted(organization_id)}/invitations/{_quoted(invitation_id)}")

    def show_invitation(self, *, token: str | None = None) -> bytes:
        """Shows the page of an invitation, which the mailed link opens. It changes nothing."""
        return self.send("GET", "/invitation", query=_given({"token": token}), parse=False)

    def accept_invitation_by_link(self, body: models.AcceptInvitationByLinkBody) -> models.OwnOrganization:
        """Accepts the invitation of a mailed link, for an account that has verified the invited address."""
        return self.send("POST", "/auth/invitations/accept", body=body)

    def decline_invitation_by_link(self, body: models.DeclineInvitationByLinkBody) -> models.Message:
        """Declines the invitation of a mailed link, for an account that has verified the invited address."""
        return self.send("POST", "/auth/invitations/decline", body=body)

    def list_own_invitations(self, *, limit: str | None = None, cursor: str | None = None) -> models.OwnInvitationPage:
        """Lists the open invitations of the verified address of the caller."""
        return self.send("GET", "/auth/invitations", query=_given({"limit": limit, "cursor": cursor}))

    def accept_invitation(self, invitation_id: str) -> models.OwnOrganization:
        """Accepts an invitation of the own verified address."""
        return self.send("POST", f"/auth/invitations/{_quoted(invitation_id)}/accept")

    def decline_invitation(self, invitation_id: str) -> models.Message:
        """Declines an invitation of the own verified address."""
        return self.send("POST", f"/auth/invitations/{_quoted(invitation_id)}/decline")

    def list_connections(self, organization_id: str, *, limit: str | None = None, cursor: str | None = None) -> models.ConnectionPage:
        """Lists the connections of an organisation, in the order in which they were added."""
        return self.send("GET", f"/v1/organizations/{_quoted(organization_id)}/connections", query=_given({"limit": limit, "cursor": cursor}))

    def add_connection(self, organization_id: str, body: models.AddConnectionBody) -> models.Connection:
        """Adds a connection. Its addresses are for the identity provider, which is described next."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/connections", body=body)

    def read_connection(self, organization_id: str, connection_id: str) -> models.Connection:
        """Returns one connection."""
        return self.send("GET", f"/v1/organizations/{_quoted(organization_id)}/connections/{_quoted(connection_id)}")

    def change_connection(self, organization_id: str, connection_id: str, body: models.ChangeConnectionBody) -> models.Connection:
        """Describes the identity provider of a connection, and changes its settings."""
        return self.send("PATCH", f"/v1/organizations/{_quoted(organization_id)}/connections/{_quoted(connection_id)}", body=body)

    def remove_connection(self, organization_id: str, connection_id: str) -> models.Message:
        """Removes a connection for good. Sessions that began with it go on."""
        return self.send("DELETE", f"/v1/organizations/{_quoted(organization_id)}/connections/{_quoted(connection_id)}")

    def add_connection_certificate(self, organization_id: str, connection_id: str, body: models.AddConnectionCertificateBody) -> models.Connection:
        """Pins a certificate of the identity provider. During a rollover there are two."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/connections/{_quoted(connection_id)}/certificates", body=body)

    def retire_connection_certificate(self, organization_id: str, connection_id: str, fingerprint: str) -> models.Connection:
        """Retires a certificate. Its signatures are refused at once."""
        return self.send("DELETE", f"/v1/organizations/{_quoted(organization_id)}/connections/{_quoted(connection_id)}/certificates/{_quoted(fingerprint)}")

    def propose_connection(self, organization_id: str, connection_id: str, body: models.ProposeConnectionBody) -> models.ConnectionProposal:
        """Reads the metadata of an identity provider. It is a proposal: nothing changes."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/connections/{_quoted(connection_id)}/metadata", body=body)

    def test_connection(self, organization_id: str, connection_id: str) -> models.ConnectionTest:
        """Returns an address at which a person signs in to try a connection. No session starts."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/connections/{_quoted(connection_id)}/test")

    def enable_connection(self, organization_id: str, connection_id: str) -> models.Connection:
        """Lets members sign in by a connection that passed a test."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/connections/{_quoted(connection_id)}/enable")

    def disable_connection(self, organization_id: str, connection_id: str, body: models.DisableConnectionBody) -> models.Connection:
        """Stops sign-ins by a connection, also those in progress. Sessions go on."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/connections/{_quoted(connection_id)}/disable", body=body)

    def add_connection_key(self, organization_id: str, connection_id: str) -> models.Connection:
        """Adds the next signing key of this service. Its certificate is in the metadata before it signs."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/connections/{_quoted(connection_id)}/keys")

    def switch_connection_key(self, organization_id: str, connection_id: str) -> models.Connection:
        """Signs with the next key from here on. The key before is no longer used or published."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/connections/{_quoted(connection_id)}/keys/switch")

    def list_domains(self, organization_id: str) -> models.OrganizationDomainList:
        """Lists the domains of an organisation, with the DNS records that prove them."""
        return self.send("GET", f"/v1/organizations/{_quoted(organization_id)}/domains")

    def add_domain(self, organization_id: str, body: models.AddDomainBody) -> models.OrganizationDomain:
        """Adds a domain. It counts after its DNS record is in place and it is verified."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/domains", body=body)

    def verify_domain(self, organization_id: str, domain_id: str) -> models.OrganizationDomain:
        """Looks for the DNS record of a domain, and verifies the domain."""
        return self.send("POST", f"/v1/organizations/{_quoted(organization_id)}/domains/{_quoted(domain_id)}/verify")

    def change_domain(self, organization_id: str, domain_id: str, body: models.ChangeDomainBody) -> models.OrganizationDomain:
        """Demands the connection by which people with addresses of a domain sign in, or opens every way."""
        return self.send("PATCH", f"/v1/organizations/{_quoted(organization_id)}/domains/{_quoted(domain_id)}", body=body)

    def remove_domain(self, organization_id: str, domain_id: str) -> models.Message:
        """Removes a domain. Another organisation can verify it soon after."""
        return self.send("DELETE", f"/v1/organizations/{_quoted(organization_id)}/domains/{_quoted(domain_id)}")

    def create_webhook(self, body: models.CreateWebhookBody) -> models.NewWebhook:
        """Creates a webhook and returns its secret once. The caller needs the scopes of its event types."""
        return self.send("POST", "/v1/webhooks", body=body)

    def list_webhooks(self, *, limit: str | None = None, cursor: str | None = None) -> models.WebhookPage:
        """Lists webhooks in order of creation."""
        return self.send("GET", "/v1/webhooks", query=_given({"limit": limit, "cursor": cursor}))

    def read_webhook(self, webhook_id: str) -> models.Webhook:
        """Returns one webhook."""
        return self.send("GET", f"/v1/webhooks/{_quoted(webhook_id)}")

    def update_webhook(self, webhook_id: str, body: models.UpdateWebhookBody) -> models.Webhook:
        """Changes properties of a webhook. Its deliveries continue where they are."""
        return self.send("PATCH", f"/v1/webhooks/{_quoted(webhook_id)}", body=body)

    def delete_webhook(self, webhook_id: str) -> models.Webhook:
        """Deletes a webhook and the history of its deliveries."""
        return self.send("DELETE", f"/v1/webhooks/{_quoted(webhook_id)}")

    def rotate_webhook_secret(self, webhook_id: str, body: models.RotateWebhookSecretBody) -> models.NewWebhook:
        """Replaces the secret. Deliveries are signed with both secrets for a grace period."""
        return self.send("POST", f"/v1/webhooks/{_quoted(webhook_id)}/rotate-secret", body=body)

    def pause_webhook(self, webhook_id: str) -> models.Webhook:
        """Pauses the deliveries. The events wait in the log."""
        return self.send("POST", f"/v1/webhooks/{_quoted(webhook_id)}/pause")

    def resume_webhook(self, webhook_id: str, body: models.ResumeWebhookBody) -> models.Webhook:
        """Resumes the deliveries, and repeats the failed ones at once."""
        return self.send("POST", f"/v1/webhooks/{_quoted(webhook_id)}/resume", body=body)

    def list_webhook_deliveries(self, webhook_id: str, *, limit: str | None = None, cursor: str | None = None, status: str | None = None) -> models.WebhookDeliveryPage:
        """Lists the deliveries of a webhook, the newest event first."""
        return self.send("GET", f"/v1/webhooks/{_quoted(webhook_id)}/deliveries", query=_given({"limit": limit, "cursor": cursor, "status": status}))

    def retry_webhook_delivery(self, webhook_id: str, event_id: str) -> models.Webhook:
        """Delivers an event again, and the parked events of its subject with it."""
        return self.send("POST", f"/v1/webhooks/{_quoted(webhook_id)}/deliveries/{_quoted(event_id)}/retry")

    def replay_webhook(self, webhook_id: str, body: models.ReplayWebhookBody) -> models.Webhook:
        """Delivers a range of events again, with the same ids. A later replay replaces it."""
        return self.send("POST", f"/v1/webhooks/{_quoted(webhook_id)}/replay", body=body)

    def test_webhook(self, webhook_id: str) -> models.WebhookTest:
        """Sends a test event to a webhook, in the way of every other event."""
        return self.send("POST", f"/v1/webhooks/{_quoted(webhook_id)}/test")

    def read_checkpoint_keys(self) -> bytes:
        """Returns the public keys that verify checkpoints, one a line (C2SP signed-note)."""
        return self.send("GET", "/v1/audit/keys", parse=False)

    def read_checkpoint(self) -> bytes:
        """Returns the newest checkpoint of the log."""
        return self.send("GET", "/v1/audit/checkpoint", parse=False)

    def list_checkpoints(self, *, after: str | None = None, limit: str | None = None) -> models.Checkpoints:
        """Lists the checkpoints of trees larger than `after`, the smallest first."""
        return self.send("GET", "/v1/audit/checkpoints", query=_given({"after": after, "limit": limit}))

    def prove_event(self, position: str) -> bytes:
        """Proves that the event at a position is in the log. The extra data are its leaf, with personal fields encrypted."""
        return self.send("GET", f"/v1/audit/proof/{_quoted(position)}", parse=False)

    def prove_growth(self, *, from_: str | None = None, to: str | None = None) -> models.ConsistencyProof:
        """Proves that the log of size `to` starts with all events of the log of size `from`."""
        return self.send("GET", "/v1/audit/consistency", query=_given({"from": from_, "to": to}))

    def read_tile1(self, level: str, a: str) -> bytes:
        """Returns the hashes of a tile of the tree (C2SP tlog-tiles), such as `0/x001/234` or `0/000.p/8`."""
        return self.send("GET", f"/v1/audit/tile/{_quoted(level)}/{_quoted(a)}", parse=False)

    def read_tile2(self, level: str, a: str, b: str) -> bytes:
        """Returns the hashes of a tile of the tree (C2SP tlog-tiles), such as `0/x001/234` or `0/000.p/8`."""
        return self.send("GET", f"/v1/audit/tile/{_quoted(level)}/{_quoted(a)}/{_quoted(b)}", parse=False)

    def read_tile3(self, level: str, a: str, b: str, c: str) -> bytes:
        """Returns the hashes of a tile of the tree (C2SP tlog-tiles), such as `0/x001/234` or `0/000.p/8`."""
        return self.send("GET", f"/v1/audit/tile/{_quoted(level)}/{_quoted(a)}/{_quoted(b)}/{_quoted(c)}", parse=False)

    def read_tile4(self, level: str, a: str, b: str, c: str, d: str) -> bytes:
        """Returns the hashes of a tile of the tree (C2SP tlog-tiles), such as `0/x001/234` or `0/000.p/8`."""
        return self.send("GET", f"/v1/audit/tile/{_quoted(level)}/{_quoted(a)}/{_quoted(b)}/{_quoted(c)}/{_quoted(d)}", parse=False)

    def list_data_categories(self) -> models.DataCategories:
        """Lists the categories of personal data, with their purposes and retention."""
        return self.send("GET", "/v1/privacy/categories")

    def read_retention(self) -> models.Retention:
        """Lists the months of each period of retention, and whether their keys exist."""
        return self.send("GET", "/v1/privacy/retention")

    def request_export(self, body: models.RequestExportBody) -> models.Exports:
        """Requests an archive of the personal data of the caller. Requires a recent proof."""
        return self.send("POST", "/auth/export", body=body)

    def list_exports(self) -> models.Exports:
        """Lists the exports of the caller with their states, newest first."""
        return self.send("GET", "/auth/export")

    def download_export(self, body: models.DownloadExportBody) -> bytes:
        """Downloads an archive with the mailed link, which works once."""
        return self.send("POST", "/auth/export/download", body=body, parse=False)

    def request_user_export(self, user_id: str, body: models.RequestUserExportBody) -> models.Exports:
        """Has an archive of the personal data of a person built. Only the person gets the link to it."""
        return self.send("POST", f"/v1/users/{_quoted(user_id)}/export", body=body)

    def list_user_exports(self, user_id: str) -> models.Exports:
        """Lists the exports of a person with their states, newest first."""
        return self.send("GET", f"/v1/users/{_quoted(user_id)}/export")

    def read_export_schema(self) -> models.ReadExportSchemaAnswer:
        """Returns the JSON Schema of the exported document."""
        return self.send("GET", "/schemas/export/v1.json")

    def read_funnels(self, *, from_: str | None = None, to: str | None = None, by: str | None = None) -> models.Funnels:
        """Counts sign-ups and the steps that they reached, the newest first, at most 1,000 rows."""
        return self.send("GET", "/v1/analytics/funnels", query=_given({"from": from_, "to": to, "by": by}))

    def read_sign_in_methods(self, *, from_: str | None = None, to: str | None = None, by: str | None = None) -> models.SignInMethods:
        """Counts sign-ins by method, second factors, and resets of passwords, at most 1,000 rows."""
        return self.send("GET", "/v1/analytics/methods", query=_given({"from": from_, "to": to, "by": by}))

    def read_sign_in_failures(self, *, from_: str | None = None, to: str | None = None, by: str | None = None) -> models.SignInFailures:
        """Counts failed sign-ins, lockouts, and mails and text messages that failed, at most 1,000 rows."""
        return self.send("GET", "/v1/analytics/failures", query=_given({"from": from_, "to": to, "by": by}))

    def read_retained_people(self, *, from_: str | None = None, to: str | None = None) -> models.RetainedPeople:
        """Counts the people of each week of sign-ups who signed in, in that week and later ones."""
        return self.send("GET", "/v1/analytics/retention", query=_given({"from": from_, "to": to}))

    def list_readers(self) -> models.Readers:
        """Lists the readers of the log with their positions."""
        return self.send("GET", "/v1/projections")

    def rebuild_projection(self, name: str) -> models.Message:
        """Starts to fill a new version of a read model beside the serving one."""
        return self.send("POST", f"/v1/projections/{_quoted(name)}/rebuild")

    def promote_projection(self, name: str, body: models.PromoteProjectionBody) -> models.Message:
        """Puts the new version of a read model in the place of the serving one, which stays beside it."""
        return self.send("POST", f"/v1/projections/{_quoted(name)}/promote", body=body)

    def roll_back_projection(self, name: str) -> models.Message:
        """Puts the former version of a read model back in its place."""
        return self.send("POST", f"/v1/projections/{_quoted(name)}/rollback")

    def discard_projection_version(self, name: str) -> models.Message:
        """Drops the version of a read model that does not serve."""
        return self.send("POST", f"/v1/projections/{_quoted(name)}/discard")

    def list_jobs(self, *, limit: str | None = None, cursor: str | None = None, state: str | None = None) -> models.Jobs:
        """Lists the jobs that are not finished, all or those in a state."""
        return self.send("GET", "/v1/jobs", query=_given({"limit": limit, "cursor": cursor, "state": state}))

    def retry_job(self, job_id: str) -> models.Message:
        """Makes a failed job due at once, with new attempts."""
        return self.send("POST", f"/v1/jobs/{_quoted(job_id)}/retry")

    def read_console_overview(self) -> models.ConsoleOverview:
        """Counts the sign-ups, sign-ins, failures and mails of the last 24 hours."""
        return self.send("GET", "/v1/console/overview")

    def is_live(self) -> models.Live:
        """Reports whether the process is alive."""
        return self.send("GET", "/health/live")

    def is_ready(self) -> models.Ready:
        """Reports whether the process can serve requests: the stores respond, every reader keeps up, and no event is parked. With status `degraded`, the job queue or the mail server is unavailable and emails are delayed."""
        return self.send("GET", "/health/ready")

    def graphql(self, body: models.GraphqlBody) -> models.GraphqlResult:
        """Answers a GraphQL query. Every field has the permission of its REST route."""
        return self.send("POST", "/graphql", body=body)

    def read_graphql_schema(self) -> bytes:
        """Returns the GraphQL schema in its definition language."""
        return self.send("GET", "/graphql/schema", parse=False)
