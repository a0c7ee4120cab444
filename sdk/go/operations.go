// Code generated from the OpenAPI document by `npm run sdk`. DO NOT EDIT.

package credence

import (
	"context"
	"net/url"
)

// Welcome: Returns a welcome message.
func (client *Client) Welcome(ctx context.Context) (*WelcomeAnswer, error) {
	return call[WelcomeAnswer](ctx, client, request{method: "GET", path: "/"})
}

// SignUp: Creates an account and emails a verification link.
func (client *Client) SignUp(ctx context.Context, body SignUpBody) (*SignUpAnswer, error) {
	return call[SignUpAnswer](ctx, client, request{method: "POST", path: "/auth/signup", body: body})
}

// VerifyEmail: Verifies an email address with the emailed link.
func (client *Client) VerifyEmail(ctx context.Context, body VerifyEmailBody) (*User, error) {
	return call[User](ctx, client, request{method: "POST", path: "/auth/verify-email", body: body})
}

// ResendVerification: Emails a new verification link if the address belongs to an unverified account.
func (client *Client) ResendVerification(ctx context.Context, body ResendVerificationBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/auth/resend-verification", body: body})
}

// SignIn: Signs in with an email address and a password. Replaces the presented session, if any.
func (client *Client) SignIn(ctx context.Context, body SignInBody) (*SignInAnswer, error) {
	return call[SignInAnswer](ctx, client, request{method: "POST", path: "/auth/login", body: body})
}

// Refresh: Exchanges a refresh token for new tokens of the same session.
func (client *Client) Refresh(ctx context.Context, body RefreshBody) (*SignInAnswer, error) {
	return call[SignInAnswer](ctx, client, request{method: "POST", path: "/auth/refresh", body: body})
}

// SignOut: Ends the session of the caller or of the refresh token in the cookie, or all sessions with `everywhere`.
func (client *Client) SignOut(ctx context.Context, body SignOutBody) (*SignedOut, error) {
	return call[SignedOut](ctx, client, request{method: "POST", path: "/auth/logout", body: body})
}

// RequestSignInLink: Emails a link and a code to sign in if the address belongs to an account.
func (client *Client) RequestSignInLink(ctx context.Context, body RequestSignInLinkBody) (*MailRequested, error) {
	return call[MailRequested](ctx, client, request{method: "POST", path: "/auth/sign-in-link", body: body})
}

// SignInByLink: Signs in with an emailed link, where it was requested. Replaces the presented session, if any.
func (client *Client) SignInByLink(ctx context.Context, body SignInByLinkBody) (*SignInAnswer, error) {
	return call[SignInAnswer](ctx, client, request{method: "POST", path: "/auth/sign-in-link/confirm", body: body})
}

// SignInByCode: Signs in with an emailed code, where it was requested. Replaces the presented session, if any.
func (client *Client) SignInByCode(ctx context.Context, body SignInByCodeBody) (*SignInAnswer, error) {
	return call[SignInAnswer](ctx, client, request{method: "POST", path: "/auth/sign-in-code/confirm", body: body})
}

// DiscoverWaysIn: Lists the ways in that the domain of an address allows. It tells nothing about an account.
func (client *Client) DiscoverWaysIn(ctx context.Context, body DiscoverWaysInBody) (*WaysIn, error) {
	return call[WaysIn](ctx, client, request{method: "POST", path: "/auth/discover", body: body})
}

// StartSecondStepByKey: Returns the options to complete a sign-in with a passkey or a security key.
func (client *Client) StartSecondStepByKey(ctx context.Context, body StartSecondStepByKeyBody) (*KeyOptions, error) {
	return call[KeyOptions](ctx, client, request{method: "POST", path: "/auth/mfa/options", body: body})
}

// VerifySecondFactor: Completes a sign-in with a second factor. Replaces the presented session, if any.
func (client *Client) VerifySecondFactor(ctx context.Context, body VerifySecondFactorBody) (*SignInAnswer, error) {
	return call[SignInAnswer](ctx, client, request{method: "POST", path: "/auth/mfa/verify", body: body})
}

// StartStepUpByKey: Returns the options to prove the identity again with a passkey or a security key.
func (client *Client) StartStepUpByKey(ctx context.Context, body StartStepUpByKeyBody) (*KeyOptions, error) {
	return call[KeyOptions](ctx, client, request{method: "POST", path: "/auth/step-up/options", body: body})
}

// StepUp: Proves the identity of the caller again, for operations that require a recent proof. Returns tokens of the same session.
func (client *Client) StepUp(ctx context.Context, body StepUpBody) (*SignInAnswer, error) {
	return call[SignInAnswer](ctx, client, request{method: "POST", path: "/auth/step-up", body: body})
}

// StartPasskeySignIn: Returns the options to sign in by a passkey. They are the same for everybody.
func (client *Client) StartPasskeySignIn(ctx context.Context, body StartPasskeySignInBody) (*PasskeySignInOptions, error) {
	return call[PasskeySignInOptions](ctx, client, request{method: "POST", path: "/auth/passkey/options", body: body})
}

// SignInByPasskey: Signs in by a passkey. Replaces the presented session, if any.
func (client *Client) SignInByPasskey(ctx context.Context, body SignInByPasskeyBody) (*SignInAnswer, error) {
	return call[SignInAnswer](ctx, client, request{method: "POST", path: "/auth/passkey/login", body: body})
}

// StartAddingPasskey: Returns the options to create a passkey or a security key. Requires a recent sign-in.
func (client *Client) StartAddingPasskey(ctx context.Context, body StartAddingPasskeyBody) (*NewPasskeyOptions, error) {
	return call[NewPasskeyOptions](ctx, client, request{method: "POST", path: "/auth/factors/passkey/options", body: body})
}

// AddPasskey: Adds a passkey or a security key with the answer of its authenticator.
func (client *Client) AddPasskey(ctx context.Context, body AddPasskeyBody) (*AddedPasskey, error) {
	return call[AddedPasskey](ctx, client, request{method: "POST", path: "/auth/factors/passkey", body: body})
}

// StartTotpEnrolment: Starts the enrolment of an authenticator app. Requires a recent proof.
func (client *Client) StartTotpEnrolment(ctx context.Context, body StartTotpEnrolmentBody) (*TotpEnrolment, error) {
	return call[TotpEnrolment](ctx, client, request{method: "POST", path: "/auth/factors/totp", body: body})
}

// ConfirmTotp: Confirms an authenticator app with its first code. A first factor ends all other sessions.
func (client *Client) ConfirmTotp(ctx context.Context, body ConfirmTotpBody) (*AddedFactor, error) {
	return call[AddedFactor](ctx, client, request{method: "POST", path: "/auth/factors/totp/confirm", body: body})
}

// StartPhoneEnrolment: Sends a code to a phone, to enrol it as a second factor. Requires a recent proof.
func (client *Client) StartPhoneEnrolment(ctx context.Context, body StartPhoneEnrolmentBody) (*PhoneEnrolment, error) {
	return call[PhoneEnrolment](ctx, client, request{method: "POST", path: "/auth/factors/phone", body: body})
}

// ConfirmPhone: Confirms a phone with the code that it received. A first factor ends all other sessions.
func (client *Client) ConfirmPhone(ctx context.Context, body ConfirmPhoneBody) (*AddedFactor, error) {
	return call[AddedFactor](ctx, client, request{method: "POST", path: "/auth/factors/phone/confirm", body: body})
}

// SendSecondStepCode: Sends a code to a phone of the account, to complete a sign-in.
func (client *Client) SendSecondStepCode(ctx context.Context, body SendSecondStepCodeBody) (*SentCode, error) {
	return call[SentCode](ctx, client, request{method: "POST", path: "/auth/mfa/code", body: body})
}

// SendStepUpCode: Sends a code to a phone of the caller, to prove the identity again.
func (client *Client) SendStepUpCode(ctx context.Context, body SendStepUpCodeBody) (*SentCode, error) {
	return call[SentCode](ctx, client, request{method: "POST", path: "/auth/step-up/code", body: body})
}

// ListFactors: Lists the second factors of the caller.
func (client *Client) ListFactors(ctx context.Context) (*Factors, error) {
	return call[Factors](ctx, client, request{method: "GET", path: "/auth/factors"})
}

// IssueRecoveryCodes: Replaces the recovery codes. Requires a recent proof.
func (client *Client) IssueRecoveryCodes(ctx context.Context, body IssueRecoveryCodesBody) (*IssueRecoveryCodesAnswer, error) {
	return call[IssueRecoveryCodesAnswer](ctx, client, request{method: "POST", path: "/auth/factors/recovery-codes", body: body})
}

// DemandSecondFactor: Demands a second factor at each sign-in of the caller. Requires a recent proof.
func (client *Client) DemandSecondFactor(ctx context.Context, body DemandSecondFactorBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/auth/factors/demand", body: body})
}

// ReleaseSecondFactor: Lifts the demand of the caller. Requires a recent proof.
func (client *Client) ReleaseSecondFactor(ctx context.Context, body ReleaseSecondFactorBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/auth/factors/release", body: body})
}

// RenameFactor: Renames a factor. Requires a recent proof.
func (client *Client) RenameFactor(ctx context.Context, factorId string, body RenameFactorBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "PATCH", path: "/auth/factors/" + url.PathEscape(factorId), body: body})
}

// RemoveFactor: Removes a factor and ends all other sessions. Requires a recent proof.
func (client *Client) RemoveFactor(ctx context.Context, factorId string) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/auth/factors/" + url.PathEscape(factorId)})
}

// RequestFactorReset: Asks for the removal of all factors after a delay. The owner of the account can cancel.
func (client *Client) RequestFactorReset(ctx context.Context, body RequestFactorResetBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/auth/mfa/reset-request", body: body})
}

// CancelFactorReset: Cancels the removal of all factors, with the emailed link or in a session.
func (client *Client) CancelFactorReset(ctx context.Context, body CancelFactorResetBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/auth/mfa/reset-cancel", body: body})
}

// ResetUserFactors: Removes all factors of an account after a delay in which its owner can cancel.
func (client *Client) ResetUserFactors(ctx context.Context, userId string, body ResetUserFactorsBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/v1/users/" + url.PathEscape(userId) + "/mfa/reset", body: body})
}

// CancelUserFactorReset: Cancels the removal of all factors of an account.
func (client *Client) CancelUserFactorReset(ctx context.Context, userId string, body CancelUserFactorResetBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/v1/users/" + url.PathEscape(userId) + "/mfa/cancel-reset", body: body})
}

// ListTrustedDevices: Lists the devices on which the password of the caller signs in without a second factor.
func (client *Client) ListTrustedDevices(ctx context.Context) (*TrustedDevices, error) {
	return call[TrustedDevices](ctx, client, request{method: "GET", path: "/auth/trusted-devices"})
}

// EndAllDeviceTrust: Ends the trust in all devices of the caller.
func (client *Client) EndAllDeviceTrust(ctx context.Context) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/auth/trusted-devices"})
}

// EndDeviceTrust: Ends the trust in one device of the caller.
func (client *Client) EndDeviceTrust(ctx context.Context, trustId string) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/auth/trusted-devices/" + url.PathEscape(trustId)})
}

// ListSessions: Lists the active sessions of the caller, newest first.
func (client *Client) ListSessions(ctx context.Context, query ListSessionsQuery) (*SessionPage, error) {
	return call[SessionPage](ctx, client, request{method: "GET", path: "/auth/sessions", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor}})
}

// SignOutElsewhere: Ends all other sessions of the caller.
func (client *Client) SignOutElsewhere(ctx context.Context) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/auth/sessions"})
}

// EndSession: Ends one session of the caller.
func (client *Client) EndSession(ctx context.Context, sessionId string) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/auth/sessions/" + url.PathEscape(sessionId)})
}

// ListUserSessions: Lists the sessions of a user, now or as they were, newest first.
func (client *Client) ListUserSessions(ctx context.Context, userId string, query ListUserSessionsQuery) (*SessionsAtTime, error) {
	return call[SessionsAtTime](ctx, client, request{method: "GET", path: "/v1/users/" + url.PathEscape(userId) + "/sessions", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor, "as_of": query.AsOf}})
}

// SignOutUser: Ends all sessions of a user.
func (client *Client) SignOutUser(ctx context.Context, userId string, body SignOutUserBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/v1/users/" + url.PathEscape(userId) + "/sign-out", body: body})
}

// RequestPasswordReset: Emails a password reset link if the address belongs to an account.
func (client *Client) RequestPasswordReset(ctx context.Context, body RequestPasswordResetBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/auth/reset-password-request", body: body})
}

// ResetPassword: Sets a new password with an emailed link, ends all sessions, and removes unproven identities.
func (client *Client) ResetPassword(ctx context.Context, body ResetPasswordBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/auth/reset-password-confirm", body: body})
}

// ChangePassword: Changes the password and ends all other sessions.
func (client *Client) ChangePassword(ctx context.Context, body ChangePasswordBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/auth/change-password", body: body})
}

// ExchangeCode: Exchanges a one-time code for the tokens of a session.
func (client *Client) ExchangeCode(ctx context.Context, body ExchangeCodeBody) (*SignInAnswer, error) {
	return call[SignInAnswer](ctx, client, request{method: "POST", path: "/oauth/exchange", body: body})
}

// ConfirmSignUp: Completes a registration with the emailed link, where it began.
func (client *Client) ConfirmSignUp(ctx context.Context, body ConfirmSignUpBody) (*User, error) {
	return call[User](ctx, client, request{method: "POST", path: "/oauth/confirm", body: body})
}

// SignInByIdToken: Signs in with an ID token that an app obtained from the provider.
func (client *Client) SignInByIdToken(ctx context.Context, provider string, body SignInByIdTokenBody) (*SignInAnswer, error) {
	return call[SignInAnswer](ctx, client, request{method: "POST", path: "/oauth/" + url.PathEscape(provider) + "/id-token", body: body})
}

// ListProviders: Lists the identity providers that are available for sign-in.
func (client *Client) ListProviders(ctx context.Context) (*ListProvidersAnswer, error) {
	return call[ListProvidersAnswer](ctx, client, request{method: "GET", path: "/oauth"})
}

// FinishOauth: Receives the response of an identity provider.
func (client *Client) FinishOauth(ctx context.Context, provider string, query FinishOauthQuery) (*OAuthAnswer, error) {
	return call[OAuthAnswer](ctx, client, request{method: "GET", path: "/oauth/" + url.PathEscape(provider) + "/callback", query: map[string]string{"state": query.State, "code": query.Code, "error": query.Error, "iss": query.Iss}})
}

// FinishOauthByForm: Receives the response of an identity provider that uses `form_post`.
func (client *Client) FinishOauthByForm(ctx context.Context, provider string, body FinishOauthByFormBody) (*OAuthAnswer, error) {
	return call[OAuthAnswer](ctx, client, request{method: "POST", path: "/oauth/" + url.PathEscape(provider) + "/callback", body: body, form: true})
}

// StartSso: Takes the browser to the identity provider of an organisation to sign in.
func (client *Client) StartSso(ctx context.Context, connectionId string, query StartSsoQuery) ([]byte, error) {
	return callBytes(ctx, client, request{method: "GET", path: "/sso/" + url.PathEscape(connectionId), query: map[string]string{"return_to": query.ReturnTo, "code_challenge": query.CodeChallenge, "test": query.Test}})
}

// ReadSamlMetadata: Returns the metadata of this service for a connection, for its identity provider.
func (client *Client) ReadSamlMetadata(ctx context.Context, connectionId string) ([]byte, error) {
	return callBytes(ctx, client, request{method: "GET", path: "/saml/" + url.PathEscape(connectionId) + "/metadata"})
}

// FinishSso: Receives the response of the identity provider of an organisation.
func (client *Client) FinishSso(ctx context.Context, connectionId string, body FinishSsoBody) (*SsoAnswer, error) {
	return call[SsoAnswer](ctx, client, request{method: "POST", path: "/saml/" + url.PathEscape(connectionId) + "/acs", body: body, form: true})
}

// EndSsoByForm: Receives a logout message of the identity provider of an organisation as a form.
func (client *Client) EndSsoByForm(ctx context.Context, connectionId string, body EndSsoByFormBody) ([]byte, error) {
	return callBytes(ctx, client, request{method: "POST", path: "/saml/" + url.PathEscape(connectionId) + "/slo", body: body, form: true})
}

// ListIdentities: Lists the identity providers linked to the account of the caller, and whether it has a password.
func (client *Client) ListIdentities(ctx context.Context) (*Identities, error) {
	return call[Identities](ctx, client, request{method: "GET", path: "/auth/identities"})
}

// LinkProvider: Starts linking an identity provider. Requires a recent sign-in.
func (client *Client) LinkProvider(ctx context.Context, provider string, body LinkProviderBody) (*LinkProviderAnswer, error) {
	return call[LinkProviderAnswer](ctx, client, request{method: "POST", path: "/oauth/" + url.PathEscape(provider) + "/link", body: body})
}

// UnlinkProvider: Unlinks an identity provider and ends all other sessions. Requires a recent sign-in.
func (client *Client) UnlinkProvider(ctx context.Context, provider string) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/auth/identities/" + url.PathEscape(provider)})
}

// RemovePassword: Removes the password and ends all other sessions. Requires a recent sign-in.
func (client *Client) RemovePassword(ctx context.Context) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/auth/password"})
}

// RestoreIdentity: Restores an identity that a password reset removed, with the emailed link.
func (client *Client) RestoreIdentity(ctx context.Context, body RestoreIdentityBody) (*User, error) {
	return call[User](ctx, client, request{method: "POST", path: "/auth/restore-identity", body: body})
}

// SetPassword: Sets a password for an account without one. Requires a recent sign-in.
func (client *Client) SetPassword(ctx context.Context, body SetPasswordBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/auth/set-password", body: body})
}

// ReadMe: Returns the account of the caller.
func (client *Client) ReadMe(ctx context.Context) (*User, error) {
	return call[User](ctx, client, request{method: "GET", path: "/auth/me"})
}

// UpdateMe: Updates the profile of the caller.
func (client *Client) UpdateMe(ctx context.Context, body UpdateMeBody) (*User, error) {
	return call[User](ctx, client, request{method: "PATCH", path: "/auth/me", body: body})
}

// EraseMe: Erases the account of the caller, after a delay if the service has one.
func (client *Client) EraseMe(ctx context.Context, body EraseMeBody) (*Erasure, error) {
	return call[Erasure](ctx, client, request{method: "DELETE", path: "/auth/me", body: body})
}

// ChangeEmail: Requests a change of email address. It takes effect when the emailed link is confirmed.
func (client *Client) ChangeEmail(ctx context.Context, body ChangeEmailBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/auth/change-email", body: body})
}

// ConfirmEmailChange: Confirms a change of email address with the emailed link.
func (client *Client) ConfirmEmailChange(ctx context.Context, body ConfirmEmailChangeBody) (*User, error) {
	return call[User](ctx, client, request{method: "POST", path: "/auth/confirm-email", body: body})
}

// ReadOwnHistory: Lists the events of the account of the caller in words, newest first.
func (client *Client) ReadOwnHistory(ctx context.Context, query ReadOwnHistoryQuery) (*HistoryPage, error) {
	return call[HistoryPage](ctx, client, request{method: "GET", path: "/auth/events", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor}})
}

// ProveOwnEvent: Proves that an event of the caller is in the signed log. The browser can verify the proof.
func (client *Client) ProveOwnEvent(ctx context.Context, id string) (*EventProof, error) {
	return call[EventProof](ctx, client, request{method: "GET", path: "/auth/events/" + url.PathEscape(id) + "/proof"})
}

// DisownEvent: Reports an event that the caller did not cause: ends all sessions and locks the password.
func (client *Client) DisownEvent(ctx context.Context, id string) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/auth/events/" + url.PathEscape(id) + "/not-me"})
}

// ListUsers: Lists accounts in order of registration.
func (client *Client) ListUsers(ctx context.Context, query ListUsersQuery) (*UserPage, error) {
	return call[UserPage](ctx, client, request{method: "GET", path: "/v1/users", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor, "email": query.Email, "status": query.Status}})
}

// ReadUser: Returns one account, now or as it was.
func (client *Client) ReadUser(ctx context.Context, userId string, query ReadUserQuery) (*UserAtTime, error) {
	return call[UserAtTime](ctx, client, request{method: "GET", path: "/v1/users/" + url.PathEscape(userId), query: map[string]string{"as_of": query.AsOf}})
}

// EraseUser: Erases an account, after a delay if the service has one.
func (client *Client) EraseUser(ctx context.Context, userId string, body EraseUserBody) (*Erasure, error) {
	return call[Erasure](ctx, client, request{method: "DELETE", path: "/v1/users/" + url.PathEscape(userId), body: body})
}

// ReadUserDiff: Lists the fields of an account that changed between two points, each with its event.
func (client *Client) ReadUserDiff(ctx context.Context, userId string, query ReadUserDiffQuery) (*AccountDiff, error) {
	return call[AccountDiff](ctx, client, request{method: "GET", path: "/v1/users/" + url.PathEscape(userId) + "/diff", query: map[string]string{"from": query.From, "to": query.To}})
}

// ReadUserHistory: Lists the events of an account in log order.
func (client *Client) ReadUserHistory(ctx context.Context, userId string, query ReadUserHistoryQuery) (*EventPage, error) {
	return call[EventPage](ctx, client, request{method: "GET", path: "/v1/users/" + url.PathEscape(userId) + "/events", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor}})
}

// DeactivateUser: Deactivates an account and ends its sessions.
func (client *Client) DeactivateUser(ctx context.Context, userId string, body DeactivateUserBody) (*User, error) {
	return call[User](ctx, client, request{method: "POST", path: "/v1/users/" + url.PathEscape(userId) + "/deactivate", body: body})
}

// ReactivateUser: Reactivates a deactivated account.
func (client *Client) ReactivateUser(ctx context.Context, userId string, body ReactivateUserBody) (*User, error) {
	return call[User](ctx, client, request{method: "POST", path: "/v1/users/" + url.PathEscape(userId) + "/reactivate", body: body})
}

// UnlockUser: Unlocks an account after too many failed sign-in attempts.
func (client *Client) UnlockUser(ctx context.Context, userId string, body UnlockUserBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/v1/users/" + url.PathEscape(userId) + "/unlock", body: body})
}

// ImpersonateUser: Starts a short session in which an administrator acts as a person with fewer permissions.
func (client *Client) ImpersonateUser(ctx context.Context, userId string, body ImpersonateUserBody) (*Impersonation, error) {
	return call[Impersonation](ctx, client, request{method: "POST", path: "/v1/users/" + url.PathEscape(userId) + "/impersonate", body: body})
}

// ListUserFactors: Lists the second factors of an account.
func (client *Client) ListUserFactors(ctx context.Context, userId string) (*Factors, error) {
	return call[Factors](ctx, client, request{method: "GET", path: "/v1/users/" + url.PathEscape(userId) + "/factors"})
}

// RemoveUserFactor: Removes a factor of an account and ends its sessions.
func (client *Client) RemoveUserFactor(ctx context.Context, userId string, factorId string, body RemoveUserFactorBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/v1/users/" + url.PathEscape(userId) + "/factors/" + url.PathEscape(factorId), body: body})
}

// DemandUserFactor: Demands a second factor of an account: its next sign-in enrols one.
func (client *Client) DemandUserFactor(ctx context.Context, userId string, body DemandUserFactorBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/v1/users/" + url.PathEscape(userId) + "/mfa/demand", body: body})
}

// ReleaseUserFactor: Lifts the demand for a second factor of an account.
func (client *Client) ReleaseUserFactor(ctx context.Context, userId string, body ReleaseUserFactorBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/v1/users/" + url.PathEscape(userId) + "/mfa/release", body: body})
}

// ReadErasure: Returns the progress of an erasure, and a signed statement once it is complete.
func (client *Client) ReadErasure(ctx context.Context, userId string) (*ErasureReceipt, error) {
	return call[ErasureReceipt](ctx, client, request{method: "GET", path: "/v1/erasures/" + url.PathEscape(userId)})
}

// CancelUserErasure: Cancels the requested erasure of an account.
func (client *Client) CancelUserErasure(ctx context.Context, userId string, body CancelUserErasureBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/v1/users/" + url.PathEscape(userId) + "/cancel-erasure", body: body})
}

// ListAuthenticators: Lists the factors of all accounts, by their model or kind.
func (client *Client) ListAuthenticators(ctx context.Context, query ListAuthenticatorsQuery) (*FactorHolders, error) {
	return call[FactorHolders](ctx, client, request{method: "GET", path: "/v1/authenticators", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor, "aaguid": query.Aaguid, "kind": query.Kind}})
}

// ListFactorUses: Lists the sign-ins and step-ups that a factor has proved, newest first.
func (client *Client) ListFactorUses(ctx context.Context, userId string, factorId string, query ListFactorUsesQuery) (*FactorUses, error) {
	return call[FactorUses](ctx, client, request{method: "GET", path: "/v1/users/" + url.PathEscape(userId) + "/factors/" + url.PathEscape(factorId) + "/uses", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor}})
}

// ReadEvents: Returns public events in log order, from the beginning of the log or after a position.
func (client *Client) ReadEvents(ctx context.Context, query ReadEventsQuery) (*FeedPage, error) {
	return call[FeedPage](ctx, client, request{method: "GET", path: "/v1/events", query: map[string]string{"after": query.After, "type": query.Type, "subject": query.Subject, "limit": query.Limit, "wait": query.Wait}})
}

// ListConsumers: Lists the named consumers of the feed with their positions.
func (client *Client) ListConsumers(ctx context.Context) (*Consumers, error) {
	return call[Consumers](ctx, client, request{method: "GET", path: "/v1/consumers"})
}

// ReadConsumer: Returns a named consumer of the feed with its position.
func (client *Client) ReadConsumer(ctx context.Context, name string) (*Consumer, error) {
	return call[Consumer](ctx, client, request{method: "GET", path: "/v1/consumers/" + url.PathEscape(name)})
}

// SetConsumer: Creates a named consumer of the feed, or changes its types or its position.
func (client *Client) SetConsumer(ctx context.Context, name string, body SetConsumerBody) (*Consumer, error) {
	return call[Consumer](ctx, client, request{method: "PUT", path: "/v1/consumers/" + url.PathEscape(name), body: body})
}

// DeleteConsumer: Deletes a named consumer of the feed.
func (client *Client) DeleteConsumer(ctx context.Context, name string) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/v1/consumers/" + url.PathEscape(name)})
}

// AcknowledgeEvents: Records that a consumer has handled every event up to a position.
func (client *Client) AcknowledgeEvents(ctx context.Context, name string, body AcknowledgeEventsBody) (*Consumer, error) {
	return call[Consumer](ctx, client, request{method: "POST", path: "/v1/consumers/" + url.PathEscape(name) + "/ack", body: body})
}

// ListEventTypes: Lists every event type with the JSON Schema of its data, and the public types of the feed.
func (client *Client) ListEventTypes(ctx context.Context) (*EventTypes, error) {
	return call[EventTypes](ctx, client, request{method: "GET", path: "/event-types"})
}

// ReadEventSchema: Returns the JSON Schema of the data of a public event type and version.
func (client *Client) ReadEventSchema(ctx context.Context, name string) (*ReadEventSchemaAnswer, error) {
	return call[ReadEventSchemaAnswer](ctx, client, request{method: "GET", path: "/event-types/" + url.PathEscape(name)})
}

// ReadAsyncApi: Returns the AsyncAPI 3 document of the feed and the stream of events.
func (client *Client) ReadAsyncApi(ctx context.Context) (*ReadAsyncApiAnswer, error) {
	return call[ReadAsyncApiAnswer](ctx, client, request{method: "GET", path: "/asyncapi.json"})
}

// SearchAudit: Searches the events of all accounts, newest first.
func (client *Client) SearchAudit(ctx context.Context, query SearchAuditQuery) (*EventPage, error) {
	return call[EventPage](ctx, client, request{method: "GET", path: "/v1/audit", query: map[string]string{"subject": query.Subject, "actor": query.Actor, "type": query.Type, "correlation_id": query.CorrelationId, "source": query.Source, "from": query.From, "to": query.To, "limit": query.Limit, "cursor": query.Cursor}})
}

// ReadCauses: Returns everything that one request caused: its commands, their events, and the mails of these.
func (client *Client) ReadCauses(ctx context.Context, correlationId string) (*CauseTree, error) {
	return call[CauseTree](ctx, client, request{method: "GET", path: "/v1/audit/causes/" + url.PathEscape(correlationId)})
}

// ReadBlastRadius: Returns the acts of an actor since a point, and the receivers of its roles and API keys, transitively.
func (client *Client) ReadBlastRadius(ctx context.Context, query ReadBlastRadiusQuery) (*BlastRadius, error) {
	return call[BlastRadius](ctx, client, request{method: "GET", path: "/v1/access/blast-radius", query: map[string]string{"actor": query.Actor, "since": query.Since}})
}

// IntrospectToken: Introspects an access token, a refresh token or an API key (RFC 7662).
func (client *Client) IntrospectToken(ctx context.Context, body IntrospectTokenBody) (*Introspection, error) {
	return call[Introspection](ctx, client, request{method: "POST", path: "/oauth2/introspect", body: body, form: true})
}

// RevokeToken: Revokes a token by ending its session (RFC 7009). An invalid token is not an error.
func (client *Client) RevokeToken(ctx context.Context, body RevokeTokenBody) (*RevokeTokenAnswer, error) {
	return call[RevokeTokenAnswer](ctx, client, request{method: "POST", path: "/oauth2/revoke", body: body, form: true})
}

// ExplainToken: Explains why an access token is accepted or refused, now or at an earlier time.
func (client *Client) ExplainToken(ctx context.Context, body ExplainTokenBody) (*TokenExplanation, error) {
	return call[TokenExplanation](ctx, client, request{method: "POST", path: "/v1/tokens/explain", body: body})
}

// Discover: Returns the metadata of the issuer.
func (client *Client) Discover(ctx context.Context) (*Discovery, error) {
	return call[Discovery](ctx, client, request{method: "GET", path: "/.well-known/openid-configuration"})
}

// FindPasskeyPages: Returns the pages on which people add and manage passkeys, for password managers.
func (client *Client) FindPasskeyPages(ctx context.Context) (*FindPasskeyPagesAnswer, error) {
	return call[FindPasskeyPagesAnswer](ctx, client, request{method: "GET", path: "/.well-known/passkey-endpoints"})
}

// ReadKeySet: Returns the public keys that verify access tokens.
func (client *Client) ReadKeySet(ctx context.Context) (*KeySet, error) {
	return call[KeySet](ctx, client, request{method: "GET", path: "/.well-known/jwks.json"})
}

// ListSigningKeys: Lists the signing keys in signing order, without withdrawn keys.
func (client *Client) ListSigningKeys(ctx context.Context) (*Keyring, error) {
	return call[Keyring](ctx, client, request{method: "GET", path: "/v1/signing-keys"})
}

// RotateSigningKey: Adds the next signing key. It is published at once, and signs when cached key sets have expired.
func (client *Client) RotateSigningKey(ctx context.Context) (*Keyring, error) {
	return call[Keyring](ctx, client, request{method: "POST", path: "/v1/signing-keys/rotate"})
}

// WithdrawSigningKey: Withdraws a signing key and replaces it. All tokens signed with it become invalid immediately.
func (client *Client) WithdrawSigningKey(ctx context.Context, keyId string, body WithdrawSigningKeyBody) (*Keyring, error) {
	return call[Keyring](ctx, client, request{method: "POST", path: "/v1/signing-keys/" + url.PathEscape(keyId) + "/withdraw", body: body})
}

// CreateApiKey: Creates an API key and returns it once. Its scopes and its expiry cannot exceed those of the caller.
func (client *Client) CreateApiKey(ctx context.Context, body CreateApiKeyBody) (*NewApiKey, error) {
	return call[NewApiKey](ctx, client, request{method: "POST", path: "/v1/api-keys", body: body})
}

// ListApiKeys: Lists the API keys of services in order of creation.
func (client *Client) ListApiKeys(ctx context.Context, query ListApiKeysQuery) (*ApiKeyPage, error) {
	return call[ApiKeyPage](ctx, client, request{method: "GET", path: "/v1/api-keys", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor}})
}

// ReadApiKey: Returns one API key.
func (client *Client) ReadApiKey(ctx context.Context, keyId string) (*ApiKey, error) {
	return call[ApiKey](ctx, client, request{method: "GET", path: "/v1/api-keys/" + url.PathEscape(keyId)})
}

// RevokeApiKey: Revokes an API key permanently, alone or with its descendants.
func (client *Client) RevokeApiKey(ctx context.Context, keyId string, query RevokeApiKeyQuery) (*ApiKey, error) {
	return call[ApiKey](ctx, client, request{method: "DELETE", path: "/v1/api-keys/" + url.PathEscape(keyId), query: map[string]string{"descendants": query.Descendants}})
}

// RotateApiKey: Replaces an API key. The old key stays valid for a grace period. The expiry cannot exceed that of the caller.
func (client *Client) RotateApiKey(ctx context.Context, keyId string, body RotateApiKeyBody) (*NewApiKey, error) {
	return call[NewApiKey](ctx, client, request{method: "POST", path: "/v1/api-keys/" + url.PathEscape(keyId) + "/rotate", body: body})
}

// BootstrapAdministrator: Makes the caller the first administrator, with the secret of the deployment. It works once.
func (client *Client) BootstrapAdministrator(ctx context.Context, body BootstrapAdministratorBody) (*Access, error) {
	return call[Access](ctx, client, request{method: "POST", path: "/v1/administrators/bootstrap", body: body})
}

// ReadOwnAccess: Returns the roles and permissions of the caller.
func (client *Client) ReadOwnAccess(ctx context.Context) (*Access, error) {
	return call[Access](ctx, client, request{method: "GET", path: "/auth/access"})
}

// ListRoles: Lists the roles, beginning with the built-in one.
func (client *Client) ListRoles(ctx context.Context) (*Roles, error) {
	return call[Roles](ctx, client, request{method: "GET", path: "/v1/roles"})
}

// DefineRole: Defines a role with permissions that the caller has.
func (client *Client) DefineRole(ctx context.Context, body DefineRoleBody) (*Role, error) {
	return call[Role](ctx, client, request{method: "POST", path: "/v1/roles", body: body})
}

// ReadRole: Returns one role.
func (client *Client) ReadRole(ctx context.Context, roleId string) (*Role, error) {
	return call[Role](ctx, client, request{method: "GET", path: "/v1/roles/" + url.PathEscape(roleId)})
}

// ChangeRole: Replaces the properties of a role. Its holders have the new permissions at once.
func (client *Client) ChangeRole(ctx context.Context, roleId string, body ChangeRoleBody, query ChangeRoleQuery) (*ChangedRole, error) {
	return call[ChangedRole](ctx, client, request{method: "PUT", path: "/v1/roles/" + url.PathEscape(roleId), body: body, query: map[string]string{"dry_run": query.DryRun, "cursor": query.Cursor}})
}

// RetireRole: Retires a role for good. Its holders lose its permissions at once.
func (client *Client) RetireRole(ctx context.Context, roleId string, query RetireRoleQuery) (*RetiredRole, error) {
	return call[RetiredRole](ctx, client, request{method: "DELETE", path: "/v1/roles/" + url.PathEscape(roleId), query: map[string]string{"dry_run": query.DryRun, "cursor": query.Cursor}})
}

// ListRoleHolders: Lists the people with a role, in the order in which they got it.
func (client *Client) ListRoleHolders(ctx context.Context, roleId string, query ListRoleHoldersQuery) (*RoleHolderPage, error) {
	return call[RoleHolderPage](ctx, client, request{method: "GET", path: "/v1/roles/" + url.PathEscape(roleId) + "/holders", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor}})
}

// ReadUserAccess: Returns the roles and permissions of a person, now or as they were, each with its reason.
func (client *Client) ReadUserAccess(ctx context.Context, userId string, query ReadUserAccessQuery) (*Access, error) {
	return call[Access](ctx, client, request{method: "GET", path: "/v1/users/" + url.PathEscape(userId) + "/access", query: map[string]string{"as_of": query.AsOf}})
}

// GrantRole: Gives a role to a person. The caller needs the permissions of the role and of the person.
func (client *Client) GrantRole(ctx context.Context, userId string, roleId string, body GrantRoleBody) (*Access, error) {
	return call[Access](ctx, client, request{method: "PUT", path: "/v1/users/" + url.PathEscape(userId) + "/roles/" + url.PathEscape(roleId), body: body})
}

// WithdrawRole: Takes a role from a person, who loses its permissions at once.
func (client *Client) WithdrawRole(ctx context.Context, userId string, roleId string, body WithdrawRoleBody) (*Access, error) {
	return call[Access](ctx, client, request{method: "DELETE", path: "/v1/users/" + url.PathEscape(userId) + "/roles/" + url.PathEscape(roleId), body: body})
}

// ListPermissions: Lists the permissions of this service and of apps.
func (client *Client) ListPermissions(ctx context.Context) (*Permissions, error) {
	return call[Permissions](ctx, client, request{method: "GET", path: "/v1/permissions"})
}

// DefinePermission: Defines a permission of an app, or replaces its description.
func (client *Client) DefinePermission(ctx context.Context, permission string, body DefinePermissionBody) (*Permission, error) {
	return call[Permission](ctx, client, request{method: "PUT", path: "/v1/permissions/" + url.PathEscape(permission), body: body})
}

// RetirePermission: Retires a permission of an app. Nobody has it from then on.
func (client *Client) RetirePermission(ctx context.Context, permission string) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/v1/permissions/" + url.PathEscape(permission)})
}

// ReadDecisionPoint: Returns the endpoints for decisions (AuthZEN Authorization API 1.0).
func (client *Client) ReadDecisionPoint(ctx context.Context) (*ReadDecisionPointAnswer, error) {
	return call[ReadDecisionPointAnswer](ctx, client, request{method: "GET", path: "/.well-known/authzen-configuration"})
}

// Evaluate: Decides whether a person or an API key has a permission, now or in the past.
func (client *Client) Evaluate(ctx context.Context, body EvaluateBody) (*Decision, error) {
	return call[Decision](ctx, client, request{method: "POST", path: "/access/v1/evaluation", body: body})
}

// EvaluateMany: Takes up to 1,000 decisions. The members beside `evaluations` are defaults for each.
func (client *Client) EvaluateMany(ctx context.Context, body EvaluateManyBody) (*OneOrManyDecisions, error) {
	return call[OneOrManyDecisions](ctx, client, request{method: "POST", path: "/access/v1/evaluations", body: body})
}

// SearchSubjects: Lists the people with a permission.
func (client *Client) SearchSubjects(ctx context.Context, body SearchSubjectsBody) (*PermittedSubjects, error) {
	return call[PermittedSubjects](ctx, client, request{method: "POST", path: "/access/v1/search/subject", body: body})
}

// SearchActions: Lists the permissions of a person or an API key.
func (client *Client) SearchActions(ctx context.Context, body SearchActionsBody) (*PermittedActions, error) {
	return call[PermittedActions](ctx, client, request{method: "POST", path: "/access/v1/search/action", body: body})
}

// ListOwnOrganizations: Lists the organisations of the caller, in the order of joining.
func (client *Client) ListOwnOrganizations(ctx context.Context, query ListOwnOrganizationsQuery) (*OwnOrganizationPage, error) {
	return call[OwnOrganizationPage](ctx, client, request{method: "GET", path: "/auth/organizations", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor}})
}

// FoundOrganization: Founds an organisation, whose owner is the caller.
func (client *Client) FoundOrganization(ctx context.Context, body FoundOrganizationBody) (*Organization, error) {
	return call[Organization](ctx, client, request{method: "POST", path: "/auth/organizations", body: body})
}

// IssueOrganizationToken: Issues an access token for one organisation of the caller. Its own session goes on beside it.
func (client *Client) IssueOrganizationToken(ctx context.Context, organizationId string) (*OrganizationToken, error) {
	return call[OrganizationToken](ctx, client, request{method: "POST", path: "/auth/organizations/" + url.PathEscape(organizationId) + "/token"})
}

// LeaveOrganization: Ends the membership of the caller.
func (client *Client) LeaveOrganization(ctx context.Context, organizationId string) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/auth/organizations/" + url.PathEscape(organizationId)})
}

// ListOrganizations: Lists all organisations, in the order of their foundation.
func (client *Client) ListOrganizations(ctx context.Context, query ListOrganizationsQuery) (*OrganizationPage, error) {
	return call[OrganizationPage](ctx, client, request{method: "GET", path: "/v1/organizations", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor}})
}

// FoundOrganizationFor: Founds an organisation for a person, who becomes its owner.
func (client *Client) FoundOrganizationFor(ctx context.Context, body FoundOrganizationForBody) (*Organization, error) {
	return call[Organization](ctx, client, request{method: "POST", path: "/v1/organizations", body: body})
}

// ListUserOrganizations: Lists the organisations of a person, in the order of joining.
func (client *Client) ListUserOrganizations(ctx context.Context, userId string, query ListUserOrganizationsQuery) (*OwnOrganizationPage, error) {
	return call[OwnOrganizationPage](ctx, client, request{method: "GET", path: "/v1/users/" + url.PathEscape(userId) + "/organizations", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor}})
}

// AddMember: Makes a person a member without an invitation, as for an import.
func (client *Client) AddMember(ctx context.Context, organizationId string, userId string) (*MemberAccess, error) {
	return call[MemberAccess](ctx, client, request{method: "PUT", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/members/" + url.PathEscape(userId)})
}

// ReadMember: Returns a member with the permissions of the membership, now or at an earlier point.
func (client *Client) ReadMember(ctx context.Context, organizationId string, userId string, query ReadMemberQuery) (*MemberAccess, error) {
	return call[MemberAccess](ctx, client, request{method: "GET", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/members/" + url.PathEscape(userId), query: map[string]string{"as_of": query.AsOf}})
}

// RemoveMember: Removes a member.
func (client *Client) RemoveMember(ctx context.Context, organizationId string, userId string) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/members/" + url.PathEscape(userId)})
}

// SuspendOrganization: Suspends an organisation: its members have no permission in it until it is resumed.
func (client *Client) SuspendOrganization(ctx context.Context, organizationId string, body SuspendOrganizationBody) (*Organization, error) {
	return call[Organization](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/suspend", body: body})
}

// ResumeOrganization: Resumes a suspended organisation.
func (client *Client) ResumeOrganization(ctx context.Context, organizationId string, body ResumeOrganizationBody) (*Organization, error) {
	return call[Organization](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/resume", body: body})
}

// ReadOrganization: Returns one organisation.
func (client *Client) ReadOrganization(ctx context.Context, organizationId string) (*Organization, error) {
	return call[Organization](ctx, client, request{method: "GET", path: "/v1/organizations/" + url.PathEscape(organizationId)})
}

// ChangeOrganization: Changes the name or the slug of an organisation.
func (client *Client) ChangeOrganization(ctx context.Context, organizationId string, body ChangeOrganizationBody) (*Organization, error) {
	return call[Organization](ctx, client, request{method: "PATCH", path: "/v1/organizations/" + url.PathEscape(organizationId), body: body})
}

// DeleteOrganization: Deletes an organisation for good. Its slug is free soon after. The accounts of its members stay.
func (client *Client) DeleteOrganization(ctx context.Context, organizationId string) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/v1/organizations/" + url.PathEscape(organizationId)})
}

// ReadOrganizationPolicy: Returns the demands of an organisation on the sessions of its members.
func (client *Client) ReadOrganizationPolicy(ctx context.Context, organizationId string) (*OrganizationPolicy, error) {
	return call[OrganizationPolicy](ctx, client, request{method: "GET", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/policy"})
}

// SetOrganizationPolicy: Replaces these demands. Stricter ones end the tokens for the organisation.
func (client *Client) SetOrganizationPolicy(ctx context.Context, organizationId string, body SetOrganizationPolicyBody, query SetOrganizationPolicyQuery) (*ChangedOrganizationPolicy, error) {
	return call[ChangedOrganizationPolicy](ctx, client, request{method: "PUT", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/policy", body: body, query: map[string]string{"dry_run": query.DryRun, "cursor": query.Cursor}})
}

// ListMembers: Lists the members of an organisation, in the order of joining.
func (client *Client) ListMembers(ctx context.Context, organizationId string, query ListMembersQuery) (*MemberPage, error) {
	return call[MemberPage](ctx, client, request{method: "GET", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/members", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor, "role": query.Role, "status": query.Status}})
}

// SuspendMember: Suspends a member, who has no permission until the membership is resumed, and is no owner any more.
func (client *Client) SuspendMember(ctx context.Context, organizationId string, userId string, body SuspendMemberBody) (*MemberAccess, error) {
	return call[MemberAccess](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/members/" + url.PathEscape(userId) + "/suspend", body: body})
}

// ResumeMember: Resumes a suspended membership.
func (client *Client) ResumeMember(ctx context.Context, organizationId string, userId string, body ResumeMemberBody) (*MemberAccess, error) {
	return call[MemberAccess](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/members/" + url.PathEscape(userId) + "/resume", body: body})
}

// SignOutMember: Refuses the tokens of a member for the organisation. The sessions of the person go on.
func (client *Client) SignOutMember(ctx context.Context, organizationId string, userId string, body SignOutMemberBody) (*MemberAccess, error) {
	return call[MemberAccess](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/members/" + url.PathEscape(userId) + "/sign-out", body: body})
}

// AddOwner: Makes a member an owner.
func (client *Client) AddOwner(ctx context.Context, organizationId string, userId string) (*MemberAccess, error) {
	return call[MemberAccess](ctx, client, request{method: "PUT", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/owners/" + url.PathEscape(userId)})
}

// RemoveOwner: Makes an owner an ordinary member.
func (client *Client) RemoveOwner(ctx context.Context, organizationId string, userId string) (*MemberAccess, error) {
	return call[MemberAccess](ctx, client, request{method: "DELETE", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/owners/" + url.PathEscape(userId)})
}

// ListOrganizationRoles: Lists the roles of an organisation, beginning with the built-in ones.
func (client *Client) ListOrganizationRoles(ctx context.Context, organizationId string) (*Roles, error) {
	return call[Roles](ctx, client, request{method: "GET", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/roles"})
}

// DefineOrganizationRole: Defines a role of an organisation with permissions that the caller has.
func (client *Client) DefineOrganizationRole(ctx context.Context, organizationId string, body DefineOrganizationRoleBody) (*Role, error) {
	return call[Role](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/roles", body: body})
}

// ReadOrganizationRole: Returns one role of an organisation.
func (client *Client) ReadOrganizationRole(ctx context.Context, organizationId string, roleId string) (*Role, error) {
	return call[Role](ctx, client, request{method: "GET", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/roles/" + url.PathEscape(roleId)})
}

// ChangeOrganizationRole: Replaces the properties of a role of an organisation.
func (client *Client) ChangeOrganizationRole(ctx context.Context, organizationId string, roleId string, body ChangeOrganizationRoleBody, query ChangeOrganizationRoleQuery) (*ChangedRole, error) {
	return call[ChangedRole](ctx, client, request{method: "PUT", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/roles/" + url.PathEscape(roleId), body: body, query: map[string]string{"dry_run": query.DryRun, "cursor": query.Cursor}})
}

// RetireOrganizationRole: Retires a role of an organisation for good.
func (client *Client) RetireOrganizationRole(ctx context.Context, organizationId string, roleId string, query RetireOrganizationRoleQuery) (*RetiredRole, error) {
	return call[RetiredRole](ctx, client, request{method: "DELETE", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/roles/" + url.PathEscape(roleId), query: map[string]string{"dry_run": query.DryRun, "cursor": query.Cursor}})
}

// AssignRole: Gives a role to a member. The caller needs the permissions of the role and of the member.
func (client *Client) AssignRole(ctx context.Context, organizationId string, userId string, roleId string) (*MemberAccess, error) {
	return call[MemberAccess](ctx, client, request{method: "PUT", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/members/" + url.PathEscape(userId) + "/roles/" + url.PathEscape(roleId)})
}

// UnassignRole: Takes a role from a member, who loses its permissions at once.
func (client *Client) UnassignRole(ctx context.Context, organizationId string, userId string, roleId string) (*MemberAccess, error) {
	return call[MemberAccess](ctx, client, request{method: "DELETE", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/members/" + url.PathEscape(userId) + "/roles/" + url.PathEscape(roleId)})
}

// ListOrganizationApiKeys: Lists the API keys of an organisation in order of creation.
func (client *Client) ListOrganizationApiKeys(ctx context.Context, organizationId string, query ListOrganizationApiKeysQuery) (*ApiKeyPage, error) {
	return call[ApiKeyPage](ctx, client, request{method: "GET", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/api-keys", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor}})
}

// CreateOrganizationApiKey: Creates an API key of an organisation and returns it once. It never has more permissions than its maker.
func (client *Client) CreateOrganizationApiKey(ctx context.Context, organizationId string, body CreateOrganizationApiKeyBody) (*NewApiKey, error) {
	return call[NewApiKey](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/api-keys", body: body})
}

// RotateOrganizationApiKey: Replaces an own API key of an organisation. The old key stays valid for a grace period.
func (client *Client) RotateOrganizationApiKey(ctx context.Context, organizationId string, keyId string, body RotateOrganizationApiKeyBody) (*NewApiKey, error) {
	return call[NewApiKey](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/api-keys/" + url.PathEscape(keyId) + "/rotate", body: body})
}

// RevokeOrganizationApiKey: Revokes an API key of an organisation permanently, alone or with its descendants.
func (client *Client) RevokeOrganizationApiKey(ctx context.Context, organizationId string, keyId string, query RevokeOrganizationApiKeyQuery) (*ApiKey, error) {
	return call[ApiKey](ctx, client, request{method: "DELETE", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/api-keys/" + url.PathEscape(keyId), query: map[string]string{"descendants": query.Descendants}})
}

// ListInvitations: Lists the invitations of an organisation that nobody has answered, in the order of sending.
func (client *Client) ListInvitations(ctx context.Context, organizationId string, query ListInvitationsQuery) (*InvitationPage, error) {
	return call[InvitationPage](ctx, client, request{method: "GET", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/invitations", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor}})
}

// SendInvitation: Invites an address to an organisation. A further invitation of the address replaces the one before.
func (client *Client) SendInvitation(ctx context.Context, organizationId string, body SendInvitationBody) (*Invitation, error) {
	return call[Invitation](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/invitations", body: body})
}

// ResendInvitation: Sends an open or expired invitation again, with the same roles. The link in the earlier mail ends.
func (client *Client) ResendInvitation(ctx context.Context, organizationId string, invitationId string, body ResendInvitationBody) (*Invitation, error) {
	return call[Invitation](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/invitations/" + url.PathEscape(invitationId) + "/resend", body: body})
}

// RevokeInvitation: Revokes an invitation.
func (client *Client) RevokeInvitation(ctx context.Context, organizationId string, invitationId string) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/invitations/" + url.PathEscape(invitationId)})
}

// ShowInvitation: Shows the page of an invitation, which the mailed link opens. It changes nothing.
func (client *Client) ShowInvitation(ctx context.Context, query ShowInvitationQuery) ([]byte, error) {
	return callBytes(ctx, client, request{method: "GET", path: "/invitation", query: map[string]string{"token": query.Token}})
}

// AcceptInvitationByLink: Accepts the invitation of a mailed link, for an account that has verified the invited address.
func (client *Client) AcceptInvitationByLink(ctx context.Context, body AcceptInvitationByLinkBody) (*OwnOrganization, error) {
	return call[OwnOrganization](ctx, client, request{method: "POST", path: "/auth/invitations/accept", body: body})
}

// DeclineInvitationByLink: Declines the invitation of a mailed link, for an account that has verified the invited address.
func (client *Client) DeclineInvitationByLink(ctx context.Context, body DeclineInvitationByLinkBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/auth/invitations/decline", body: body})
}

// ListOwnInvitations: Lists the open invitations of the verified address of the caller.
func (client *Client) ListOwnInvitations(ctx context.Context, query ListOwnInvitationsQuery) (*OwnInvitationPage, error) {
	return call[OwnInvitationPage](ctx, client, request{method: "GET", path: "/auth/invitations", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor}})
}

// AcceptInvitation: Accepts an invitation of the own verified address.
func (client *Client) AcceptInvitation(ctx context.Context, invitationId string) (*OwnOrganization, error) {
	return call[OwnOrganization](ctx, client, request{method: "POST", path: "/auth/invitations/" + url.PathEscape(invitationId) + "/accept"})
}

// DeclineInvitation: Declines an invitation of the own verified address.
func (client *Client) DeclineInvitation(ctx context.Context, invitationId string) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/auth/invitations/" + url.PathEscape(invitationId) + "/decline"})
}

// ListConnections: Lists the connections of an organisation, in the order in which they were added.
func (client *Client) ListConnections(ctx context.Context, organizationId string, query ListConnectionsQuery) (*ConnectionPage, error) {
	return call[ConnectionPage](ctx, client, request{method: "GET", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/connections", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor}})
}

// AddConnection: Adds a connection. Its addresses are for the identity provider, which is described next.
func (client *Client) AddConnection(ctx context.Context, organizationId string, body AddConnectionBody) (*Connection, error) {
	return call[Connection](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/connections", body: body})
}

// ReadConnection: Returns one connection.
func (client *Client) ReadConnection(ctx context.Context, organizationId string, connectionId string) (*Connection, error) {
	return call[Connection](ctx, client, request{method: "GET", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/connections/" + url.PathEscape(connectionId)})
}

// ChangeConnection: Describes the identity provider of a connection, and changes its settings.
func (client *Client) ChangeConnection(ctx context.Context, organizationId string, connectionId string, body ChangeConnectionBody) (*Connection, error) {
	return call[Connection](ctx, client, request{method: "PATCH", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/connections/" + url.PathEscape(connectionId), body: body})
}

// RemoveConnection: Removes a connection for good. Sessions that began with it go on.
func (client *Client) RemoveConnection(ctx context.Context, organizationId string, connectionId string) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/connections/" + url.PathEscape(connectionId)})
}

// AddConnectionCertificate: Pins a certificate of the identity provider. During a rollover there are two.
func (client *Client) AddConnectionCertificate(ctx context.Context, organizationId string, connectionId string, body AddConnectionCertificateBody) (*Connection, error) {
	return call[Connection](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/connections/" + url.PathEscape(connectionId) + "/certificates", body: body})
}

// RetireConnectionCertificate: Retires a certificate. Its signatures are refused at once.
func (client *Client) RetireConnectionCertificate(ctx context.Context, organizationId string, connectionId string, fingerprint string) (*Connection, error) {
	return call[Connection](ctx, client, request{method: "DELETE", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/connections/" + url.PathEscape(connectionId) + "/certificates/" + url.PathEscape(fingerprint)})
}

// ProposeConnection: Reads the metadata of an identity provider. It is a proposal: nothing changes.
func (client *Client) ProposeConnection(ctx context.Context, organizationId string, connectionId string, body ProposeConnectionBody) (*ConnectionProposal, error) {
	return call[ConnectionProposal](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/connections/" + url.PathEscape(connectionId) + "/metadata", body: body})
}

// TestConnection: Returns an address at which a person signs in to try a connection. No session starts.
func (client *Client) TestConnection(ctx context.Context, organizationId string, connectionId string) (*ConnectionTest, error) {
	return call[ConnectionTest](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/connections/" + url.PathEscape(connectionId) + "/test"})
}

// EnableConnection: Lets members sign in by a connection that passed a test.
func (client *Client) EnableConnection(ctx context.Context, organizationId string, connectionId string) (*Connection, error) {
	return call[Connection](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/connections/" + url.PathEscape(connectionId) + "/enable"})
}

// DisableConnection: Stops sign-ins by a connection, also those in progress. Sessions go on.
func (client *Client) DisableConnection(ctx context.Context, organizationId string, connectionId string, body DisableConnectionBody) (*Connection, error) {
	return call[Connection](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/connections/" + url.PathEscape(connectionId) + "/disable", body: body})
}

// AddConnectionKey: Adds the next signing key of this service. Its certificate is in the metadata before it signs.
func (client *Client) AddConnectionKey(ctx context.Context, organizationId string, connectionId string) (*Connection, error) {
	return call[Connection](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/connections/" + url.PathEscape(connectionId) + "/keys"})
}

// SwitchConnectionKey: Signs with the next key from here on. The key before is no longer used or published.
func (client *Client) SwitchConnectionKey(ctx context.Context, organizationId string, connectionId string) (*Connection, error) {
	return call[Connection](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/connections/" + url.PathEscape(connectionId) + "/keys/switch"})
}

// ListDomains: Lists the domains of an organisation, with the DNS records that prove them.
func (client *Client) ListDomains(ctx context.Context, organizationId string) (*OrganizationDomainList, error) {
	return call[OrganizationDomainList](ctx, client, request{method: "GET", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/domains"})
}

// AddDomain: Adds a domain. It counts after its DNS record is in place and it is verified.
func (client *Client) AddDomain(ctx context.Context, organizationId string, body AddDomainBody) (*OrganizationDomain, error) {
	return call[OrganizationDomain](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/domains", body: body})
}

// VerifyDomain: Looks for the DNS record of a domain, and verifies the domain.
func (client *Client) VerifyDomain(ctx context.Context, organizationId string, domainId string) (*OrganizationDomain, error) {
	return call[OrganizationDomain](ctx, client, request{method: "POST", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/domains/" + url.PathEscape(domainId) + "/verify"})
}

// ChangeDomain: Demands the connection by which people with addresses of a domain sign in, or opens every way.
func (client *Client) ChangeDomain(ctx context.Context, organizationId string, domainId string, body ChangeDomainBody) (*OrganizationDomain, error) {
	return call[OrganizationDomain](ctx, client, request{method: "PATCH", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/domains/" + url.PathEscape(domainId), body: body})
}

// RemoveDomain: Removes a domain. Another organisation can verify it soon after.
func (client *Client) RemoveDomain(ctx context.Context, organizationId string, domainId string) (*Message, error) {
	return call[Message](ctx, client, request{method: "DELETE", path: "/v1/organizations/" + url.PathEscape(organizationId) + "/domains/" + url.PathEscape(domainId)})
}

// CreateWebhook: Creates a webhook and returns its secret once. The caller needs the scopes of its event types.
func (client *Client) CreateWebhook(ctx context.Context, body CreateWebhookBody) (*NewWebhook, error) {
	return call[NewWebhook](ctx, client, request{method: "POST", path: "/v1/webhooks", body: body})
}

// ListWebhooks: Lists webhooks in order of creation.
func (client *Client) ListWebhooks(ctx context.Context, query ListWebhooksQuery) (*WebhookPage, error) {
	return call[WebhookPage](ctx, client, request{method: "GET", path: "/v1/webhooks", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor}})
}

// ReadWebhook: Returns one webhook.
func (client *Client) ReadWebhook(ctx context.Context, webhookId string) (*Webhook, error) {
	return call[Webhook](ctx, client, request{method: "GET", path: "/v1/webhooks/" + url.PathEscape(webhookId)})
}

// UpdateWebhook: Changes properties of a webhook. Its deliveries continue where they are.
func (client *Client) UpdateWebhook(ctx context.Context, webhookId string, body UpdateWebhookBody) (*Webhook, error) {
	return call[Webhook](ctx, client, request{method: "PATCH", path: "/v1/webhooks/" + url.PathEscape(webhookId), body: body})
}

// DeleteWebhook: Deletes a webhook and the history of its deliveries.
func (client *Client) DeleteWebhook(ctx context.Context, webhookId string) (*Webhook, error) {
	return call[Webhook](ctx, client, request{method: "DELETE", path: "/v1/webhooks/" + url.PathEscape(webhookId)})
}

// RotateWebhookSecret: Replaces the secret. Deliveries are signed with both secrets for a grace period.
func (client *Client) RotateWebhookSecret(ctx context.Context, webhookId string, body RotateWebhookSecretBody) (*NewWebhook, error) {
	return call[NewWebhook](ctx, client, request{method: "POST", path: "/v1/webhooks/" + url.PathEscape(webhookId) + "/rotate-secret", body: body})
}

// PauseWebhook: Pauses the deliveries. The events wait in the log.
func (client *Client) PauseWebhook(ctx context.Context, webhookId string) (*Webhook, error) {
	return call[Webhook](ctx, client, request{method: "POST", path: "/v1/webhooks/" + url.PathEscape(webhookId) + "/pause"})
}

// ResumeWebhook: Resumes the deliveries, and repeats the failed ones at once.
func (client *Client) ResumeWebhook(ctx context.Context, webhookId string, body ResumeWebhookBody) (*Webhook, error) {
	return call[Webhook](ctx, client, request{method: "POST", path: "/v1/webhooks/" + url.PathEscape(webhookId) + "/resume", body: body})
}

// ListWebhookDeliveries: Lists the deliveries of a webhook, the newest event first.
func (client *Client) ListWebhookDeliveries(ctx context.Context, webhookId string, query ListWebhookDeliveriesQuery) (*WebhookDeliveryPage, error) {
	return call[WebhookDeliveryPage](ctx, client, request{method: "GET", path: "/v1/webhooks/" + url.PathEscape(webhookId) + "/deliveries", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor, "status": query.Status}})
}

// RetryWebhookDelivery: Delivers an event again, and the parked events of its subject with it.
func (client *Client) RetryWebhookDelivery(ctx context.Context, webhookId string, eventId string) (*Webhook, error) {
	return call[Webhook](ctx, client, request{method: "POST", path: "/v1/webhooks/" + url.PathEscape(webhookId) + "/deliveries/" + url.PathEscape(eventId) + "/retry"})
}

// ReplayWebhook: Delivers a range of events again, with the same ids. A later replay replaces it.
func (client *Client) ReplayWebhook(ctx context.Context, webhookId string, body ReplayWebhookBody) (*Webhook, error) {
	return call[Webhook](ctx, client, request{method: "POST", path: "/v1/webhooks/" + url.PathEscape(webhookId) + "/replay", body: body})
}

// TestWebhook: Sends a test event to a webhook, in the way of every other event.
func (client *Client) TestWebhook(ctx context.Context, webhookId string) (*WebhookTest, error) {
	return call[WebhookTest](ctx, client, request{method: "POST", path: "/v1/webhooks/" + url.PathEscape(webhookId) + "/test"})
}

// ReadCheckpointKeys: Returns the public keys that verify checkpoints, one a line (C2SP signed-note).
func (client *Client) ReadCheckpointKeys(ctx context.Context) ([]byte, error) {
	return callBytes(ctx, client, request{method: "GET", path: "/v1/audit/keys"})
}

// ReadCheckpoint: Returns the newest checkpoint of the log.
func (client *Client) ReadCheckpoint(ctx context.Context) ([]byte, error) {
	return callBytes(ctx, client, request{method: "GET", path: "/v1/audit/checkpoint"})
}

// ListCheckpoints: Lists the checkpoints of trees larger than `after`, the smallest first.
func (client *Client) ListCheckpoints(ctx context.Context, query ListCheckpointsQuery) (*Checkpoints, error) {
	return call[Checkpoints](ctx, client, request{method: "GET", path: "/v1/audit/checkpoints", query: map[string]string{"after": query.After, "limit": query.Limit}})
}

// ProveEvent: Proves that the event at a position is in the log. The extra data are its leaf, with personal fields encrypted.
func (client *Client) ProveEvent(ctx context.Context, position string) ([]byte, error) {
	return callBytes(ctx, client, request{method: "GET", path: "/v1/audit/proof/" + url.PathEscape(position)})
}

// ProveGrowth: Proves that the log of size `to` starts with all events of the log of size `from`.
func (client *Client) ProveGrowth(ctx context.Context, query ProveGrowthQuery) (*ConsistencyProof, error) {
	return call[ConsistencyProof](ctx, client, request{method: "GET", path: "/v1/audit/consistency", query: map[string]string{"from": query.From, "to": query.To}})
}

// ReadTile1: Returns the hashes of a tile of the tree (C2SP tlog-tiles), such as `0/x001/234` or `0/000.p/8`.
func (client *Client) ReadTile1(ctx context.Context, level string, a string) ([]byte, error) {
	return callBytes(ctx, client, request{method: "GET", path: "/v1/audit/tile/" + url.PathEscape(level) + "/" + url.PathEscape(a)})
}

// ReadTile2: Returns the hashes of a tile of the tree (C2SP tlog-tiles), such as `0/x001/234` or `0/000.p/8`.
func (client *Client) ReadTile2(ctx context.Context, level string, a string, b string) ([]byte, error) {
	return callBytes(ctx, client, request{method: "GET", path: "/v1/audit/tile/" + url.PathEscape(level) + "/" + url.PathEscape(a) + "/" + url.PathEscape(b)})
}

// ReadTile3: Returns the hashes of a tile of the tree (C2SP tlog-tiles), such as `0/x001/234` or `0/000.p/8`.
func (client *Client) ReadTile3(ctx context.Context, level string, a string, b string, c string) ([]byte, error) {
	return callBytes(ctx, client, request{method: "GET", path: "/v1/audit/tile/" + url.PathEscape(level) + "/" + url.PathEscape(a) + "/" + url.PathEscape(b) + "/" + url.PathEscape(c)})
}

// ReadTile4: Returns the hashes of a tile of the tree (C2SP tlog-tiles), such as `0/x001/234` or `0/000.p/8`.
func (client *Client) ReadTile4(ctx context.Context, level string, a string, b string, c string, d string) ([]byte, error) {
	return callBytes(ctx, client, request{method: "GET", path: "/v1/audit/tile/" + url.PathEscape(level) + "/" + url.PathEscape(a) + "/" + url.PathEscape(b) + "/" + url.PathEscape(c) + "/" + url.PathEscape(d)})
}

// ListDataCategories: Lists the categories of personal data, with their purposes and retention.
func (client *Client) ListDataCategories(ctx context.Context) (*DataCategories, error) {
	return call[DataCategories](ctx, client, request{method: "GET", path: "/v1/privacy/categories"})
}

// ReadRetention: Lists the months of each period of retention, and whether their keys exist.
func (client *Client) ReadRetention(ctx context.Context) (*Retention, error) {
	return call[Retention](ctx, client, request{method: "GET", path: "/v1/privacy/retention"})
}

// RequestExport: Requests an archive of the personal data of the caller. Requires a recent proof.
func (client *Client) RequestExport(ctx context.Context, body RequestExportBody) (*Exports, error) {
	return call[Exports](ctx, client, request{method: "POST", path: "/auth/export", body: body})
}

// ListExports: Lists the exports of the caller with their states, newest first.
func (client *Client) ListExports(ctx context.Context) (*Exports, error) {
	return call[Exports](ctx, client, request{method: "GET", path: "/auth/export"})
}

// DownloadExport: Downloads an archive with the mailed link, which works once.
func (client *Client) DownloadExport(ctx context.Context, body DownloadExportBody) ([]byte, error) {
	return callBytes(ctx, client, request{method: "POST", path: "/auth/export/download", body: body})
}

// RequestUserExport: Has an archive of the personal data of a person built. Only the person gets the link to it.
func (client *Client) RequestUserExport(ctx context.Context, userId string, body RequestUserExportBody) (*Exports, error) {
	return call[Exports](ctx, client, request{method: "POST", path: "/v1/users/" + url.PathEscape(userId) + "/export", body: body})
}

// ListUserExports: Lists the exports of a person with their states, newest first.
func (client *Client) ListUserExports(ctx context.Context, userId string) (*Exports, error) {
	return call[Exports](ctx, client, request{method: "GET", path: "/v1/users/" + url.PathEscape(userId) + "/export"})
}

// ReadExportSchema: Returns the JSON Schema of the exported document.
func (client *Client) ReadExportSchema(ctx context.Context) (*ReadExportSchemaAnswer, error) {
	return call[ReadExportSchemaAnswer](ctx, client, request{method: "GET", path: "/schemas/export/v1.json"})
}

// ReadFunnels: Counts sign-ups and the steps that they reached, the newest first, at most 1,000 rows.
func (client *Client) ReadFunnels(ctx context.Context, query ReadFunnelsQuery) (*Funnels, error) {
	return call[Funnels](ctx, client, request{method: "GET", path: "/v1/analytics/funnels", query: map[string]string{"from": query.From, "to": query.To, "by": query.By}})
}

// ReadSignInMethods: Counts sign-ins by method, second factors, and resets of passwords, at most 1,000 rows.
func (client *Client) ReadSignInMethods(ctx context.Context, query ReadSignInMethodsQuery) (*SignInMethods, error) {
	return call[SignInMethods](ctx, client, request{method: "GET", path: "/v1/analytics/methods", query: map[string]string{"from": query.From, "to": query.To, "by": query.By}})
}

// ReadSignInFailures: Counts failed sign-ins, lockouts, and mails and text messages that failed, at most 1,000 rows.
func (client *Client) ReadSignInFailures(ctx context.Context, query ReadSignInFailuresQuery) (*SignInFailures, error) {
	return call[SignInFailures](ctx, client, request{method: "GET", path: "/v1/analytics/failures", query: map[string]string{"from": query.From, "to": query.To, "by": query.By}})
}

// ReadRetainedPeople: Counts the people of each week of sign-ups who signed in, in that week and later ones.
func (client *Client) ReadRetainedPeople(ctx context.Context, query ReadRetainedPeopleQuery) (*RetainedPeople, error) {
	return call[RetainedPeople](ctx, client, request{method: "GET", path: "/v1/analytics/retention", query: map[string]string{"from": query.From, "to": query.To}})
}

// ListReaders: Lists the readers of the log with their positions.
func (client *Client) ListReaders(ctx context.Context) (*Readers, error) {
	return call[Readers](ctx, client, request{method: "GET", path: "/v1/projections"})
}

// RebuildProjection: Starts to fill a new version of a read model beside the serving one.
func (client *Client) RebuildProjection(ctx context.Context, name string) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/v1/projections/" + url.PathEscape(name) + "/rebuild"})
}

// PromoteProjection: Puts the new version of a read model in the place of the serving one, which stays beside it.
func (client *Client) PromoteProjection(ctx context.Context, name string, body PromoteProjectionBody) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/v1/projections/" + url.PathEscape(name) + "/promote", body: body})
}

// RollBackProjection: Puts the former version of a read model back in its place.
func (client *Client) RollBackProjection(ctx context.Context, name string) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/v1/projections/" + url.PathEscape(name) + "/rollback"})
}

// DiscardProjectionVersion: Drops the version of a read model that does not serve.
func (client *Client) DiscardProjectionVersion(ctx context.Context, name string) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/v1/projections/" + url.PathEscape(name) + "/discard"})
}

// ListJobs: Lists the jobs that are not finished, all or those in a state.
func (client *Client) ListJobs(ctx context.Context, query ListJobsQuery) (*Jobs, error) {
	return call[Jobs](ctx, client, request{method: "GET", path: "/v1/jobs", query: map[string]string{"limit": query.Limit, "cursor": query.Cursor, "state": query.State}})
}

// RetryJob: Makes a failed job due at once, with new attempts.
func (client *Client) RetryJob(ctx context.Context, jobId string) (*Message, error) {
	return call[Message](ctx, client, request{method: "POST", path: "/v1/jobs/" + url.PathEscape(jobId) + "/retry"})
}

// ReadConsoleOverview: Counts the sign-ups, sign-ins, failures and mails of the last 24 hours.
func (client *Client) ReadConsoleOverview(ctx context.Context) (*ConsoleOverview, error) {
	return call[ConsoleOverview](ctx, client, request{method: "GET", path: "/v1/console/overview"})
}

// IsLive: Reports whether the process is alive.
func (client *Client) IsLive(ctx context.Context) (*Live, error) {
	return call[Live](ctx, client, request{method: "GET", path: "/health/live"})
}

// IsReady: Reports whether the process can serve requests: the stores respond, every reader keeps up, and no event is parked. With status `degraded`, the job queue or the mail server is unavailable and emails are delayed.
func (client *Client) IsReady(ctx context.Context) (*Ready, error) {
	return call[Ready](ctx, client, request{method: "GET", path: "/health/ready"})
}

// Graphql: Answers a GraphQL query. Every field has the permission of its REST route.
func (client *Client) Graphql(ctx context.Context, body GraphqlBody) (*GraphqlResult, error) {
	return call[GraphqlResult](ctx, client, request{method: "POST", path: "/graphql", body: body})
}

// ReadGraphqlSchema: Returns the GraphQL schema in its definition language.
func (client *Client) ReadGraphqlSchema(ctx context.Context) ([]byte, error) {
	return callBytes(ctx, client, request{method: "GET", path: "/graphql/schema"})
}
