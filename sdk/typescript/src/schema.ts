// Generated from the OpenAPI document by `npm run sdk`. Do not edit.

export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns a welcome message. */
        get: operations["welcome"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/authzen-configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the endpoints for decisions (AuthZEN Authorization API 1.0). */
        get: operations["readDecisionPoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the public keys that verify access tokens. */
        get: operations["readKeySet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/openid-configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the metadata of the issuer. */
        get: operations["discover"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/passkey-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the pages on which people add and manage passkeys, for password managers. */
        get: operations["findPasskeyPages"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/v1/evaluation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Decides whether a person or an API key has a permission, now or in the past. */
        post: operations["evaluate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/v1/evaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes up to 1,000 decisions. The members beside `evaluations` are defaults for each. */
        post: operations["evaluateMany"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/v1/search/action": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lists the permissions of a person or an API key. */
        post: operations["searchActions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/access/v1/search/subject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lists the people with a permission. */
        post: operations["searchSubjects"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/asyncapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the AsyncAPI 3 document of the feed and the stream of events. */
        get: operations["readAsyncApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the roles and permissions of the caller. */
        get: operations["readOwnAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/change-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Requests a change of email address. It takes effect when the emailed link is confirmed. */
        post: operations["changeEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes the password and ends all other sessions. */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/confirm-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirms a change of email address with the emailed link. */
        post: operations["confirmEmailChange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/discover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lists the ways in that the domain of an address allows. It tells nothing about an account. */
        post: operations["discoverWaysIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the events of the account of the caller in words, newest first. */
        get: operations["readOwnHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/events/{id}/not-me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reports an event that the caller did not cause: ends all sessions and locks the password. */
        post: operations["disownEvent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/events/{id}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proves that an event of the caller is in the signed log. The browser can verify the proof. */
        get: operations["proveOwnEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the exports of the caller with their states, newest first. */
        get: operations["listExports"];
        put?: never;
        /** Requests an archive of the personal data of the caller. Requires a recent proof. */
        post: operations["requestExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/export/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Downloads an archive with the mailed link, which works once. */
        post: operations["downloadExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the second factors of the caller. */
        get: operations["listFactors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/factors/{factor_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a factor and ends all other sessions. Requires a recent proof. */
        delete: operations["removeFactor"];
        options?: never;
        head?: never;
        /** Renames a factor. Requires a recent proof. */
        patch: operations["renameFactor"];
        trace?: never;
    };
    "/auth/factors/demand": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Demands a second factor at each sign-in of the caller. Requires a recent proof. */
        post: operations["demandSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/factors/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds a passkey or a security key with the answer of its authenticator. */
        post: operations["addPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/factors/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Returns the options to create a passkey or a security key. Requires a recent sign-in. */
        post: operations["startAddingPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/factors/phone": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a code to a phone, to enrol it as a second factor. Requires a recent proof. */
        post: operations["startPhoneEnrolment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/factors/phone/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirms a phone with the code that it received. A first factor ends all other sessions. */
        post: operations["confirmPhone"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/factors/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replaces the recovery codes. Requires a recent proof. */
        post: operations["issueRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/factors/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lifts the demand of the caller. Requires a recent proof. */
        post: operations["releaseSecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/factors/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts the enrolment of an authenticator app. Requires a recent proof. */
        post: operations["startTotpEnrolment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/factors/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirms an authenticator app with its first code. A first factor ends all other sessions. */
        post: operations["confirmTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the identity providers linked to the account of the caller, and whether it has a password. */
        get: operations["listIdentities"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/identities/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Unlinks an identity provider and ends all other sessions. Requires a recent sign-in. */
        delete: operations["unlinkProvider"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the open invitations of the verified address of the caller. */
        get: operations["listOwnInvitations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/invitations/{invitation_id}/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accepts an invitation of the own verified address. */
        post: operations["acceptInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/invitations/{invitation_id}/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Declines an invitation of the own verified address. */
        post: operations["declineInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accepts the invitation of a mailed link, for an account that has verified the invited address. */
        post: operations["acceptInvitationByLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/invitations/decline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Declines the invitation of a mailed link, for an account that has verified the invited address. */
        post: operations["declineInvitationByLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with an email address and a password. Replaces the presented session, if any. */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends the session of the caller or of the refresh token in the cookie, or all sessions with `everywhere`. */
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the account of the caller. */
        get: operations["readMe"];
        put?: never;
        post?: never;
        /** Erases the account of the caller, after a delay if the service has one. */
        delete: operations["eraseMe"];
        options?: never;
        head?: never;
        /** Updates the profile of the caller. */
        patch: operations["updateMe"];
        trace?: never;
    };
    "/auth/mfa/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a code to a phone of the account, to complete a sign-in. */
        post: operations["sendSecondStepCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/mfa/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Returns the options to complete a sign-in with a passkey or a security key. */
        post: operations["startSecondStepByKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/mfa/reset-cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancels the removal of all factors, with the emailed link or in a session. */
        post: operations["cancelFactorReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/mfa/reset-request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Asks for the removal of all factors after a delay. The owner of the account can cancel. */
        post: operations["requestFactorReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/mfa/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Completes a sign-in with a second factor. Replaces the presented session, if any. */
        post: operations["verifySecondFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the organisations of the caller, in the order of joining. */
        get: operations["listOwnOrganizations"];
        put?: never;
        /** Founds an organisation, whose owner is the caller. */
        post: operations["foundOrganization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/organizations/{organization_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends the membership of the caller. */
        delete: operations["leaveOrganization"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/organizations/{organization_id}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Issues an access token for one organisation of the caller. Its own session goes on beside it. */
        post: operations["issueOrganizationToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/passkey/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in by a passkey. Replaces the presented session, if any. */
        post: operations["signInByPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Returns the options to sign in by a passkey. They are the same for everybody. */
        post: operations["startPasskeySignIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes the password and ends all other sessions. Requires a recent sign-in. */
        delete: operations["removePassword"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchanges a refresh token for new tokens of the same session. */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/resend-verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Emails a new verification link if the address belongs to an unverified account. */
        post: operations["resendVerification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/reset-password-confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets a new password with an emailed link, ends all sessions, and removes unproven identities. */
        post: operations["resetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/reset-password-request": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Emails a password reset link if the address belongs to an account. */
        post: operations["requestPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/restore-identity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Restores an identity that a password reset removed, with the emailed link. */
        post: operations["restoreIdentity"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the active sessions of the caller, newest first. */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /** Ends all other sessions of the caller. */
        delete: operations["signOutElsewhere"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sessions/{session_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends one session of the caller. */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/set-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets a password for an account without one. Requires a recent sign-in. */
        post: operations["setPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sign-in-code/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with an emailed code, where it was requested. Replaces the presented session, if any. */
        post: operations["signInByCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sign-in-link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Emails a link and a code to sign in if the address belongs to an account. */
        post: operations["requestSignInLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/sign-in-link/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with an emailed link, where it was requested. Replaces the presented session, if any. */
        post: operations["signInByLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/signup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Creates an account and emails a verification link. */
        post: operations["signUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/step-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Proves the identity of the caller again, for operations that require a recent proof. Returns tokens of the same session. */
        post: operations["stepUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/step-up/code": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a code to a phone of the caller, to prove the identity again. */
        post: operations["sendStepUpCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/step-up/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Returns the options to prove the identity again with a passkey or a security key. */
        post: operations["startStepUpByKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/trusted-devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the devices on which the password of the caller signs in without a second factor. */
        get: operations["listTrustedDevices"];
        put?: never;
        post?: never;
        /** Ends the trust in all devices of the caller. */
        delete: operations["endAllDeviceTrust"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/trusted-devices/{trust_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends the trust in one device of the caller. */
        delete: operations["endDeviceTrust"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/auth/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verifies an email address with the emailed link. */
        post: operations["verifyEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists every event type with the JSON Schema of its data, and the public types of the feed. */
        get: operations["listEventTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/event-types/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the JSON Schema of the data of a public event type and version. */
        get: operations["readEventSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/graphql": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Answers a GraphQL query. Every field has the permission of its REST route. */
        post: operations["graphql"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/graphql/schema": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the GraphQL schema in its definition language. */
        get: operations["readGraphqlSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reports whether the process is alive. */
        get: operations["isLive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Reports whether the process can serve requests: the stores respond, every reader keeps up, and no event is parked. With status `degraded`, the job queue or the mail server is unavailable and emails are delayed. */
        get: operations["isReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Shows the page of an invitation, which the mailed link opens. It changes nothing. */
        get: operations["showInvitation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the identity providers that are available for sign-in. */
        get: operations["listProviders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Redirects the browser to an identity provider to sign in. */
        get: operations["startOAuth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/{provider}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Receives the response of an identity provider. */
        get: operations["finishOAuth"];
        put?: never;
        /** Receives the response of an identity provider that uses `form_post`. */
        post: operations["finishOAuthByForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/{provider}/id-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with an ID token that an app obtained from the provider. */
        post: operations["signInByIdToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/{provider}/link": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts linking an identity provider. Requires a recent sign-in. */
        post: operations["linkProvider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Completes a registration with the emailed link, where it began. */
        post: operations["confirmSignUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth/exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchanges a one-time code for the tokens of a session. */
        post: operations["exchangeCode"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth2/introspect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Introspects an access token, a refresh token or an API key (RFC 7662). */
        post: operations["introspectToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oauth2/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Revokes a token by ending its session (RFC 7009). An invalid token is not an error. */
        post: operations["revokeToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/saml/{connection_id}/acs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Receives the response of the identity provider of an organisation. */
        post: operations["finishSso"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/saml/{connection_id}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the metadata of this service for a connection, for its identity provider. */
        get: operations["readSamlMetadata"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/saml/{connection_id}/slo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Receives a logout message of the identity provider of an organisation. */
        get: operations["endSso"];
        put?: never;
        /** Receives a logout message of the identity provider of an organisation as a form. */
        post: operations["endSsoByForm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/schemas/export/v1.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the JSON Schema of the exported document. */
        get: operations["readExportSchema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sso/{connection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Takes the browser to the identity provider of an organisation to sign in. */
        get: operations["startSso"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/access/blast-radius": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the acts of an actor since a point, and the receivers of its roles and API keys, transitively. */
        get: operations["readBlastRadius"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/administrators/bootstrap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes the caller the first administrator, with the secret of the deployment. It works once. */
        post: operations["bootstrapAdministrator"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/failures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts failed sign-ins, lockouts, and mails and text messages that failed, at most 1,000 rows. */
        get: operations["readSignInFailures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/funnels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts sign-ups and the steps that they reached, the newest first, at most 1,000 rows. */
        get: operations["readFunnels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/methods": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts sign-ins by method, second factors, and resets of passwords, at most 1,000 rows. */
        get: operations["readSignInMethods"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/analytics/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts the people of each week of sign-ups who signed in, in that week and later ones. */
        get: operations["readRetainedPeople"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the API keys of services in order of creation. */
        get: operations["listApiKeys"];
        put?: never;
        /** Creates an API key and returns it once. Its scopes and its expiry cannot exceed those of the caller. */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns one API key. */
        get: operations["readApiKey"];
        put?: never;
        post?: never;
        /** Revokes an API key permanently, alone or with its descendants. */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/api-keys/{key_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replaces an API key. The old key stays valid for a grace period. The expiry cannot exceed that of the caller. */
        post: operations["rotateApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Searches the events of all accounts, newest first. */
        get: operations["searchAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/causes/{correlation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns everything that one request caused: its commands, their events, and the mails of these. */
        get: operations["readCauses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the newest checkpoint of the log. */
        get: operations["readCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the checkpoints of trees larger than `after`, the smallest first. */
        get: operations["listCheckpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proves that the log of size `to` starts with all events of the log of size `from`. */
        get: operations["proveGrowth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the public keys that verify checkpoints, one a line (C2SP signed-note). */
        get: operations["readCheckpointKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/proof/{position}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Proves that the event at a position is in the log. The extra data are its leaf, with personal fields encrypted. */
        get: operations["proveEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/tile/{level}/{a}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the hashes of a tile of the tree (C2SP tlog-tiles), such as `0/x001/234` or `0/000.p/8`. */
        get: operations["readTile1"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/tile/{level}/{a}/{b}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the hashes of a tile of the tree (C2SP tlog-tiles), such as `0/x001/234` or `0/000.p/8`. */
        get: operations["readTile2"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/tile/{level}/{a}/{b}/{c}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the hashes of a tile of the tree (C2SP tlog-tiles), such as `0/x001/234` or `0/000.p/8`. */
        get: operations["readTile3"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit/tile/{level}/{a}/{b}/{c}/{d}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the hashes of a tile of the tree (C2SP tlog-tiles), such as `0/x001/234` or `0/000.p/8`. */
        get: operations["readTile4"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/authenticators": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the factors of all accounts, by their model or kind. */
        get: operations["listAuthenticators"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/console/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Counts the sign-ups, sign-ins, failures and mails of the last 24 hours. */
        get: operations["readConsoleOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/consumers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the named consumers of the feed with their positions. */
        get: operations["listConsumers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/consumers/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns a named consumer of the feed with its position. */
        get: operations["readConsumer"];
        /** Creates a named consumer of the feed, or changes its types or its position. */
        put: operations["setConsumer"];
        post?: never;
        /** Deletes a named consumer of the feed. */
        delete: operations["deleteConsumer"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/consumers/{name}/ack": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Records that a consumer has handled every event up to a position. */
        post: operations["acknowledgeEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/erasures/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the progress of an erasure, and a signed statement once it is complete. */
        get: operations["readErasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns public events in log order, from the beginning of the log or after a position. */
        get: operations["readEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Streams public events in log order as Server-Sent Events, from now on or after a position. */
        get: operations["streamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the jobs that are not finished, all or those in a state. */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a failed job due at once, with new attempts. */
        post: operations["retryJob"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists all organisations, in the order of their foundation. */
        get: operations["listOrganizations"];
        put?: never;
        /** Founds an organisation for a person, who becomes its owner. */
        post: operations["foundOrganizationFor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns one organisation. */
        get: operations["readOrganization"];
        put?: never;
        post?: never;
        /** Deletes an organisation for good. Its slug is free soon after. The accounts of its members stay. */
        delete: operations["deleteOrganization"];
        options?: never;
        head?: never;
        /** Changes the name or the slug of an organisation. */
        patch: operations["changeOrganization"];
        trace?: never;
    };
    "/v1/organizations/{organization_id}/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the API keys of an organisation in order of creation. */
        get: operations["listOrganizationApiKeys"];
        put?: never;
        /** Creates an API key of an organisation and returns it once. It never has more permissions than its maker. */
        post: operations["createOrganizationApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/api-keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes an API key of an organisation permanently, alone or with its descendants. */
        delete: operations["revokeOrganizationApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/api-keys/{key_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replaces an own API key of an organisation. The old key stays valid for a grace period. */
        post: operations["rotateOrganizationApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the connections of an organisation, in the order in which they were added. */
        get: operations["listConnections"];
        put?: never;
        /** Adds a connection. Its addresses are for the identity provider, which is described next. */
        post: operations["addConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/connections/{connection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns one connection. */
        get: operations["readConnection"];
        put?: never;
        post?: never;
        /** Removes a connection for good. Sessions that began with it go on. */
        delete: operations["removeConnection"];
        options?: never;
        head?: never;
        /** Describes the identity provider of a connection, and changes its settings. */
        patch: operations["changeConnection"];
        trace?: never;
    };
    "/v1/organizations/{organization_id}/connections/{connection_id}/certificates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pins a certificate of the identity provider. During a rollover there are two. */
        post: operations["addConnectionCertificate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/connections/{connection_id}/certificates/{fingerprint}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Retires a certificate. Its signatures are refused at once. */
        delete: operations["retireConnectionCertificate"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/connections/{connection_id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stops sign-ins by a connection, also those in progress. Sessions go on. */
        post: operations["disableConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/connections/{connection_id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lets members sign in by a connection that passed a test. */
        post: operations["enableConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/connections/{connection_id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds the next signing key of this service. Its certificate is in the metadata before it signs. */
        post: operations["addConnectionKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/connections/{connection_id}/keys/switch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs with the next key from here on. The key before is no longer used or published. */
        post: operations["switchConnectionKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/connections/{connection_id}/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reads the metadata of an identity provider. It is a proposal: nothing changes. */
        post: operations["proposeConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/connections/{connection_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Returns an address at which a person signs in to try a connection. No session starts. */
        post: operations["testConnection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the domains of an organisation, with the DNS records that prove them. */
        get: operations["listDomains"];
        put?: never;
        /** Adds a domain. It counts after its DNS record is in place and it is verified. */
        post: operations["addDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/domains/{domain_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a domain. Another organisation can verify it soon after. */
        delete: operations["removeDomain"];
        options?: never;
        head?: never;
        /** Demands the connection by which people with addresses of a domain sign in, or opens every way. */
        patch: operations["changeDomain"];
        trace?: never;
    };
    "/v1/organizations/{organization_id}/domains/{domain_id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Looks for the DNS record of a domain, and verifies the domain. */
        post: operations["verifyDomain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the invitations of an organisation that nobody has answered, in the order of sending. */
        get: operations["listInvitations"];
        put?: never;
        /** Invites an address to an organisation. A further invitation of the address replaces the one before. */
        post: operations["sendInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/invitations/{invitation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes an invitation. */
        delete: operations["revokeInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/invitations/{invitation_id}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends an open or expired invitation again, with the same roles. The link in the earlier mail ends. */
        post: operations["resendInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the members of an organisation, in the order of joining. */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns a member with the permissions of the membership, now or at an earlier point. */
        get: operations["readMember"];
        /** Makes a person a member without an invitation, as for an import. */
        put: operations["addMember"];
        post?: never;
        /** Removes a member. */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/members/{user_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resumes a suspended membership. */
        post: operations["resumeMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/members/{user_id}/roles/{role_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Gives a role to a member. The caller needs the permissions of the role and of the member. */
        put: operations["assignRole"];
        post?: never;
        /** Takes a role from a member, who loses its permissions at once. */
        delete: operations["unassignRole"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/members/{user_id}/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Refuses the tokens of a member for the organisation. The sessions of the person go on. */
        post: operations["signOutMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/members/{user_id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Suspends a member, who has no permission until the membership is resumed, and is no owner any more. */
        post: operations["suspendMember"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/owners/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Makes a member an owner. */
        put: operations["addOwner"];
        post?: never;
        /** Makes an owner an ordinary member. */
        delete: operations["removeOwner"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the demands of an organisation on the sessions of its members. */
        get: operations["readOrganizationPolicy"];
        /** Replaces these demands. Stricter ones end the tokens for the organisation. */
        put: operations["setOrganizationPolicy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resumes a suspended organisation. */
        post: operations["resumeOrganization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the roles of an organisation, beginning with the built-in ones. */
        get: operations["listOrganizationRoles"];
        put?: never;
        /** Defines a role of an organisation with permissions that the caller has. */
        post: operations["defineOrganizationRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/roles/{role_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns one role of an organisation. */
        get: operations["readOrganizationRole"];
        /** Replaces the properties of a role of an organisation. */
        put: operations["changeOrganizationRole"];
        post?: never;
        /** Retires a role of an organisation for good. */
        delete: operations["retireOrganizationRole"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/organizations/{organization_id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Suspends an organisation: its members have no permission in it until it is resumed. */
        post: operations["suspendOrganization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the permissions of this service and of apps. */
        get: operations["listPermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/permissions/{permission}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Defines a permission of an app, or replaces its description. */
        put: operations["definePermission"];
        post?: never;
        /** Retires a permission of an app. Nobody has it from then on. */
        delete: operations["retirePermission"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/privacy/categories": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the categories of personal data, with their purposes and retention. */
        get: operations["listDataCategories"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/privacy/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the months of each period of retention, and whether their keys exist. */
        get: operations["readRetention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the readers of the log with their positions. */
        get: operations["listReaders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projections/{name}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Drops the version of a read model that does not serve. */
        post: operations["discardProjectionVersion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projections/{name}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts the new version of a read model in the place of the serving one, which stays beside it. */
        post: operations["promoteProjection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projections/{name}/rebuild": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts to fill a new version of a read model beside the serving one. */
        post: operations["rebuildProjection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/projections/{name}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Puts the former version of a read model back in its place. */
        post: operations["rollBackProjection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the roles, beginning with the built-in one. */
        get: operations["listRoles"];
        put?: never;
        /** Defines a role with permissions that the caller has. */
        post: operations["defineRole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/roles/{role_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns one role. */
        get: operations["readRole"];
        /** Replaces the properties of a role. Its holders have the new permissions at once. */
        put: operations["changeRole"];
        post?: never;
        /** Retires a role for good. Its holders lose its permissions at once. */
        delete: operations["retireRole"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/roles/{role_id}/holders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the people with a role, in the order in which they got it. */
        get: operations["listRoleHolders"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signing-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the signing keys in signing order, without withdrawn keys. */
        get: operations["listSigningKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signing-keys/{key_id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Withdraws a signing key and replaces it. All tokens signed with it become invalid immediately. */
        post: operations["withdrawSigningKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/signing-keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Adds the next signing key. It is published at once, and signs when cached key sets have expired. */
        post: operations["rotateSigningKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tokens/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Explains why an access token is accepted or refused, now or at an earlier time. */
        post: operations["explainToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists accounts in order of registration. */
        get: operations["listUsers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns one account, now or as it was. */
        get: operations["readUser"];
        put?: never;
        post?: never;
        /** Erases an account, after a delay if the service has one. */
        delete: operations["eraseUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns the roles and permissions of a person, now or as they were, each with its reason. */
        get: operations["readUserAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/cancel-erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancels the requested erasure of an account. */
        post: operations["cancelUserErasure"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deactivates an account and ends its sessions. */
        post: operations["deactivateUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the fields of an account that changed between two points, each with its event. */
        get: operations["readUserDiff"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the events of an account in log order. */
        get: operations["readUserHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the exports of a person with their states, newest first. */
        get: operations["listUserExports"];
        put?: never;
        /** Has an archive of the personal data of a person built. Only the person gets the link to it. */
        post: operations["requestUserExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the second factors of an account. */
        get: operations["listUserFactors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/factors/{factor_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a factor of an account and ends its sessions. */
        delete: operations["removeUserFactor"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/factors/{factor_id}/uses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the sign-ins and step-ups that a factor has proved, newest first. */
        get: operations["listFactorUses"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/impersonate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Starts a short session in which an administrator acts as a person with fewer permissions. */
        post: operations["impersonateUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/mfa/cancel-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancels the removal of all factors of an account. */
        post: operations["cancelUserFactorReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/mfa/demand": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Demands a second factor of an account: its next sign-in enrols one. */
        post: operations["demandUserFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/mfa/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Lifts the demand for a second factor of an account. */
        post: operations["releaseUserFactor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/mfa/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Removes all factors of an account after a delay in which its owner can cancel. */
        post: operations["resetUserFactors"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the organisations of a person, in the order of joining. */
        get: operations["listUserOrganizations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/reactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reactivates a deactivated account. */
        post: operations["reactivateUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/roles/{role_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Gives a role to a person. The caller needs the permissions of the role and of the person. */
        put: operations["grantRole"];
        post?: never;
        /** Takes a role from a person, who loses its permissions at once. */
        delete: operations["withdrawRole"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the sessions of a user, now or as they were, newest first. */
        get: operations["listUserSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends all sessions of a user. */
        post: operations["signOutUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Unlocks an account after too many failed sign-in attempts. */
        post: operations["unlockUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists webhooks in order of creation. */
        get: operations["listWebhooks"];
        put?: never;
        /** Creates a webhook and returns its secret once. The caller needs the scopes of its event types. */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Returns one webhook. */
        get: operations["readWebhook"];
        put?: never;
        post?: never;
        /** Deletes a webhook and the history of its deliveries. */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /** Changes properties of a webhook. Its deliveries continue where they are. */
        patch: operations["updateWebhook"];
        trace?: never;
    };
    "/v1/webhooks/{webhook_id}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Lists the deliveries of a webhook, the newest event first. */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook_id}/deliveries/{event_id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delivers an event again, and the parked events of its subject with it. */
        post: operations["retryWebhookDelivery"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Pauses the deliveries. The events wait in the log. */
        post: operations["pauseWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Delivers a range of events again, with the same ids. A later replay replaces it. */
        post: operations["replayWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resumes the deliveries, and repeats the failed ones at once. */
        post: operations["resumeWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook_id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Replaces the secret. Deliveries are signed with both secrets for a grace period. */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/webhooks/{webhook_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a test event to a webhook, in the way of every other event. */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Access: {
            permissions: {
                /** @description The roles that lead to the permission, each inherited by the one before, and the permission. */
                because: string[];
                key: string;
            }[];
            /** @description The keys of the roles, without inherited ones. */
            roles: string[];
            /** Format: uuid */
            user_id: string;
        };
        AccountDiff: {
            changes: {
                after: unknown;
                before: unknown;
                event: {
                    actor: string;
                    /** Format: uuid */
                    id: string;
                    /** Format: date-time */
                    occurred_at: string;
                    position: string;
                    type: string;
                };
                /** @description A personal field has null for `before` and `after` without `events:read_personal`. */
                field: string;
            }[];
            from: string;
            to: string;
        };
        AddedFactor: {
            factor: components["schemas"]["Factor"];
            /** @description Each works once in place of a second factor. They are shown only here. */
            recovery_codes?: string[];
            /** @description The session of a sign-in that owed the enrolment. */
            session?: components["schemas"]["SignInAnswer"];
        };
        AddedPasskey: {
            factor: components["schemas"]["Factor"];
            /** @description Each works once in place of a second factor. They are shown only here. */
            recovery_codes?: string[];
            /** @description The session of a sign-in that owed the enrolment. */
            session?: components["schemas"]["SignInAnswer"];
        };
        ApiKey: {
            /** Format: date-time */
            created_at: string;
            /**
             * @description `service` for the service token, `api_key:<id>`, or `user:<id>` for a person.
             * @example service
             */
            created_by: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            /** @description Accurate to about a minute. */
            last_used_at: string | null;
            name: string;
            /**
             * @description The first characters of the key.
             * @example crd_mZ4xQ1aB
             */
            prefix: string;
            revoked_at: string | null;
            scopes: ("users:read" | "users:write" | "users:impersonate" | "mfa:read" | "mfa:write" | "mfa:reset_now" | "events:read" | "events:read_personal" | "consumers:write" | "audit:read" | "proofs:read" | "privacy:read" | "privacy:write" | "console:read" | "analytics:read" | "operations:read" | "operations:write" | "signing_keys:read" | "signing_keys:write" | "api_keys:read" | "api_keys:write" | "roles:read" | "roles:write" | "roles:assign" | "access:decide" | "organizations:read" | "organizations:write" | "organization:read" | "organization:write" | "organization:delete" | "members:read" | "members:write" | "members:invite" | "connections:read" | "connections:write" | "domains:read" | "domains:write" | "policy:read" | "policy:write" | "owners:write" | "webhooks:read" | "webhooks:write" | "tokens:introspect" | "tokens:revoke")[];
        };
        ApiKeyPage: {
            items: components["schemas"]["ApiKey"][];
            next_cursor: string | null;
        };
        BlastRadius: {
            actor: string;
            /** @description The actor, and those that got power from it, directly or by others: each since the first gift to it. */
            actors: {
                actor: string;
                /** @description The number of its events by type. */
                events: {
                    [key: string]: number;
                };
                since: string;
            }[];
            /** @description False if there are more events or actors than one request reads. */
            complete: boolean;
            /** @description The roles, organisations, API keys and accepted invitations that these actors gave, newest first. */
            gifts: {
                from: string;
                /** Format: date-time */
                occurred_at: string;
                organization_id: string | null;
                position: string;
                role_ids: string[];
                to: string;
                type: string;
            }[];
            since: string;
        };
        CauseTree: {
            commands: {
                causation_id: string;
                events: {
                    effects: components["schemas"]["Event"][];
                    event: components["schemas"]["Event"];
                }[];
            }[];
            correlation_id: string;
        };
        ChangedOrganizationPolicy: components["schemas"]["OrganizationPolicy"] | components["schemas"]["PolicyPreview"];
        ChangedRole: components["schemas"]["Role"] | components["schemas"]["RoleChangePreview"];
        Checkpoints: {
            items: {
                /** @description A signed note (C2SP tlog-checkpoint). */
                checkpoint: string;
                /** @description The number of events that the checkpoint covers. */
                size: number;
            }[];
        };
        CloudEvent: {
            actor: string;
            causationid: string;
            correlationid: string;
            data: {
                [key: string]: unknown;
            };
            /** @constant */
            datacontenttype: "application/json";
            dataschema: string;
            /**
             * @description Personal fields are erased, and null.
             * @constant
             */
            erased?: true;
            /** Format: uuid */
            id: string;
            /** @description The place in the log. Positions sort as text. */
            position: string;
            /** @description The place in the stream, from 0. */
            revision: number;
            source: string;
            /** @constant */
            specversion: "1.0";
            stream: string;
            /** @description The person or thing that the event concerns. */
            subject?: string;
            /** Format: date-time */
            time: string;
            /** @description `com.credence.<EventType>.v<version>`, see GET /event-types. */
            type: string;
            /**
             * @description A later release wrote the event. `data` is empty; read it again after the upgrade.
             * @constant
             */
            unreadable?: true;
        };
        Connection: {
            /** Format: date-time */
            added_at: string;
            certificates: components["schemas"]["ConnectionCertificate"][];
            enabled: boolean;
            /** Format: uuid */
            id: string;
            identity_provider: {
                entity_id: string | null;
                slo_url: string | null;
                sso_url: string | null;
            };
            /** @constant */
            kind: "saml";
            /** @description The newest test since the identity provider was described. */
            last_test: {
                /** Format: date-time */
                at: string;
                passed: boolean;
                reason: string | null;
            } | null;
            name: string;
            /** @description The addresses and keys that the identity provider has to know. */
            service_provider: {
                acs_url: string;
                entity_id: string;
                /** @description The certificates of the keys of this service, as in its metadata. */
                keys: {
                    /** @description An expired certificate verifies until it is retired, because its key is pinned. */
                    expired: boolean;
                    /** @description The SHA-256 of the certificate in hex. */
                    fingerprint: string;
                    /** Format: date-time */
                    not_after: string;
                    /** @enum {string} */
                    status: "signing" | "next";
                }[];
                metadata_url: string;
                slo_url: string;
                start_url: string;
            };
            settings: {
                allow_unsolicited: boolean;
                attributes: {
                    email: string | null;
                    name: string | null;
                };
                force_authn: boolean;
                mfa_contexts: string[];
                name_id_format: string | null;
                /** @enum {string} */
                request_binding: "redirect" | "post";
                role_mapping: {
                    attribute: string;
                    roles: {
                        /** Format: uuid */
                        role_id: string;
                        value: string;
                    }[];
                } | null;
                sign_requests: boolean;
            };
        };
        ConnectionCertificate: {
            /** @description An expired certificate verifies until it is retired, because its key is pinned. */
            expired: boolean;
            /** @description The SHA-256 of the certificate in hex. */
            fingerprint: string;
            /** Format: date-time */
            not_after: string;
        };
        ConnectionPage: {
            items: components["schemas"]["Connection"][];
            next_cursor: string | null;
        };
        ConnectionProposal: {
            certificates: {
                /** @description An expired certificate verifies until it is retired, because its key is pinned. */
                expired: boolean;
                /** @description The SHA-256 of the certificate in hex. */
                fingerprint: string;
                /** Format: date-time */
                not_after: string;
                pem: string;
            }[];
            entity_id: string;
            /** @enum {string} */
            request_binding: "redirect" | "post";
            slo_url: string | null;
            sso_url: string;
        };
        ConnectionTest: {
            /** @description Seconds. */
            expires_in: number;
            /** @description A person opens it in a browser. */
            url: string;
        };
        ConsistencyProof: {
            from: number;
            /** @description The proof of RFC 9162 §2.1.4, in base64. */
            hashes: string[];
            to: number;
        };
        ConsoleOverview: {
            /** @description The last 24 hours, oldest first. The last one is still running. */
            hours: {
                counts: {
                    failed_mails: number;
                    failed_sign_ins: number;
                    lockouts: number;
                    mails: number;
                    sign_ins: number;
                    sign_ups: number;
                };
                /** Format: date-time */
                start: string;
            }[];
            /**
             * Format: date-time
             * @description The time from which on the counts are complete: the start of the process that answers.
             */
            since: string;
        };
        Consumer: {
            /** @description The age of the oldest event after that position. */
            lag_seconds: number;
            name: string;
            /** @description The position after which it goes on, for `after`. */
            position: string;
            /** @description The event types that it follows; empty: all. */
            types: string[];
        };
        Consumers: {
            items: components["schemas"]["Consumer"][];
            next_cursor: null;
        };
        DataCategories: {
            items: {
                category: string;
                data: {
                    /** @description `<event type>.<field>`, or `<stream>.source` for the origin of the requests behind its events. */
                    fields: string[];
                    /** @description The time from the end of the month, in UTC, until the data is unreadable. Null without a period. */
                    keep_seconds: number | null;
                    kind: string;
                    purposes: string[];
                    /** @description The period that ends the data, `erasure` for the erasure of the account, or `replaced` for newer data. */
                    retention: string;
                }[];
                description: string;
            }[];
        };
        Decision: {
            context: {
                /** @description With `true`: the roles that lead to the permission, and the permission. */
                because?: string[];
                /**
                 * @description With `false`.
                 * @enum {string}
                 */
                reason?: "unknown_subject" | "unknown_action" | "unknown_resource" | "not_permitted" | "as_of_not_supported";
            };
            decision: boolean;
        };
        Decisions: {
            evaluations: components["schemas"]["Decision"][];
        };
        /** @description RFC 8414 §2, OpenID Connect Discovery 1.0 §3. */
        Discovery: {
            claims_supported: string[];
            id_token_signing_alg_values_supported: string[];
            introspection_endpoint: string;
            introspection_endpoint_auth_methods_supported: string[];
            issuer: string;
            jwks_uri: string;
            response_types_supported: string[];
            revocation_endpoint: string;
            revocation_endpoint_auth_methods_supported: string[];
            subject_types_supported: string[];
        };
        Erasure: {
            /** @description The time of the erasure unless the owner signs in before; null if it has begun. */
            due_at: string | null;
            /** @enum {string} */
            status: "requested" | "erased";
            /** Format: uuid */
            user_id: string;
        };
        ErasureReceipt: {
            /** @description The first signed checkpoint of the log that covers the erasure. */
            checkpoint: {
                note: string;
                size: number;
            } | null;
            /** @description Null while the erasure goes on. */
            completed_at: string | null;
            /** Format: date-time */
            erased_at: string;
            /** @description The position of `UserErased`. */
            position: string;
            /** @description The same facts as a JWS (RFC 7515), verifiable with the JWKS; null until complete. */
            receipt: string | null;
            /** @description The number of removed things by store. */
            removed: {
                [key: string]: number;
            };
            /** Format: uuid */
            user_id: string;
        };
        Event: {
            actor: string;
            causation_id: string;
            correlation_id: string;
            data: {
                [key: string]: unknown;
            };
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            occurred_at: string;
            /** @description The user in whose name an administrator acted, or null. */
            on_behalf_of: string | null;
            position: string;
            revision: number;
            source: {
                ip: string;
                user_agent: string;
            } | null;
            stream: string;
            type: string;
            version: number;
        };
        EventPage: {
            items: components["schemas"]["Event"][];
            next_cursor: string | null;
        };
        EventProof: {
            /** @description The public keys of the log (C2SP signed-note). */
            keys: string[];
            /** @description A proof file (C2SP tlog-proof). */
            proof: string;
        };
        EventTypes: {
            items: {
                /** @description The fields encrypted under the data key of the subject. */
                personal: string[];
                /** @description The JSON Schema of the data. */
                schema: {
                    [key: string]: unknown;
                };
                type: string;
                version: number;
            }[];
            /** @description The types of the feed, with the versions of earlier releases. */
            public: {
                dataschema: string;
                /** @description The `type` of its CloudEvents. */
                name: string;
                /** @description The scope that a consumer needs beside `events:read`. */
                scope: string;
                type: string;
                version: number;
            }[];
        };
        Export: {
            bytes: number | null;
            /** @description The end of the mailed link. */
            expires_at: string | null;
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            requested_at: string;
            /** @enum {string} */
            requested_by: "user" | "admin";
            /** @enum {string} */
            state: "building" | "ready" | "downloaded" | "expired";
        };
        Exports: {
            items: components["schemas"]["Export"][];
        };
        Factor: {
            /** Format: date-time */
            added_at: string;
            /** @description The last digits of a phone, such as `•• 12`. */
            hint: string | null;
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            kind: "totp" | "phone" | "passkey" | "security_key";
            last_used_at: string | null;
            name: string;
            /** @description The program or device that holds a passkey, as far as it is known. */
            provider_name: string | null;
            /** @description Whether a passkey has been copied to other devices; null for other factors. */
            synced: boolean | null;
            /** @description False for a passkey of another domain, and for a phone if no text messages are sent. */
            usable_here: boolean;
        };
        FactorHolders: {
            items: {
                /** @description The model of a passkey or a security key. */
                aaguid: string | null;
                /** Format: date-time */
                added_at: string;
                /** Format: uuid */
                factor_id: string;
                /** @enum {string} */
                kind: "totp" | "phone" | "passkey" | "security_key";
                provider_name: string | null;
                /** Format: uuid */
                user_id: string;
            }[];
            next_cursor: string | null;
        };
        Factors: {
            /** @description The level of the session of the request. */
            acr: ("aal1" | "aal2" | "aal3") | null;
            /** @description Whether the account must have a second factor. */
            demanded: boolean;
            items: components["schemas"]["Factor"][];
            /** @description Whether a phone can be added. */
            phones: boolean;
            /** @description The unused recovery codes; the codes themselves are shown only once. */
            recovery_codes: {
                /** Format: date-time */
                issued_at: string;
                remaining: number;
            } | null;
        };
        FactorUses: {
            items: {
                /** @enum {string} */
                purpose: "sign_in" | "step_up";
                /** Format: uuid */
                session_id: string;
                /** Format: date-time */
                used_at: string;
            }[];
            next_cursor: string | null;
        };
        FeedPage: {
            /** @description True if there was no further event. */
            caught_up: boolean;
            /** @description The position of the last event of the log. */
            head: string;
            items: components["schemas"]["CloudEvent"][];
            /** @description The next `after`. It advances also if the filter matched nothing. */
            next: string;
        };
        Funnels: {
            items: {
                /** @description The begin of the unit; null by method. */
                at: string | null;
                mail_sent: number;
                /** @description `password`, `mail`, or an identity provider; null by time. */
                method: string | null;
                /** @description The median of the seconds since the start, or null. */
                seconds_to_mail: number | null;
                /** @description The median of the seconds since the start, or null. */
                seconds_to_sign_in: number | null;
                /** @description The median of the seconds since the start, or null. */
                seconds_to_verified: number | null;
                signed_in: number;
                started: number;
                verified: number;
            }[];
        };
        GraphqlResult: {
            data?: {
                [key: string]: unknown;
            } | null;
            errors?: {
                /** @description The `code` of the problem, with the members that the problem has over REST. */
                extensions: {
                    code: string;
                } & {
                    [key: string]: unknown;
                };
                locations?: {
                    column: number;
                    line: number;
                }[];
                message: string;
                path?: (string | number)[];
            }[];
        };
        HistoryEntry: {
            /**
             * @description `anybody`: a caller who was not signed in. `service`: this service itself.
             * @enum {string}
             */
            by: "you" | "anybody" | "administrator" | "service";
            device: string | null;
            /** @description The id of the entry, for `POST /auth/events/{id}/not-me`. */
            id: string;
            ip: string | null;
            /** Format: date-time */
            occurred_at: string;
            /** @description The event in a sentence. */
            text: string;
            type: string;
        };
        HistoryPage: {
            items: components["schemas"]["HistoryEntry"][];
            next_cursor: string | null;
        };
        Identities: {
            has_password: boolean;
            items: {
                /** @description The name of the account at the provider. */
                label: string;
                /** Format: date-time */
                linked_at: string;
                provider: string;
            }[];
            next_cursor: null;
        };
        Impersonation: {
            /** @description Its claim `act` names the administrator. */
            access_token: string;
            /** @description Seconds until the session ends. It has no refresh token. */
            expires_in: number;
            /** Format: uuid */
            session_id: string;
            /** @constant */
            token_type: "bearer";
            /** Format: uuid */
            user_id: string;
        };
        /** @description RFC 7662 §2.2. */
        Introspection: {
            /** @constant */
            active: false;
        } | {
            /** @enum {string} */
            acr?: "aal1" | "aal2" | "aal3";
            /** @description The administrator who acts as the subject (RFC 8693 §4.1). */
            act?: {
                /** Format: uuid */
                sub: string;
            };
            /** @constant */
            active: true;
            amr?: string[];
            aud?: string;
            /** @description Seconds since the Unix epoch. */
            auth_time?: number;
            client_id: string;
            /** @description Seconds since the Unix epoch. */
            exp: number;
            /** @description Seconds since the Unix epoch. */
            iat: number;
            iss?: string;
            /** Format: uuid */
            jti?: string;
            /**
             * Format: uuid
             * @description The organisation that the token is for.
             */
            org_id?: string;
            org_rev?: string;
            /** @description The roles of the subject there. */
            roles?: string[];
            /** @constant */
            roles_overflow?: true;
            scope?: string;
            /** Format: uuid */
            sid?: string;
            /** Format: uuid */
            sub: string;
            /** @enum {string} */
            token_type: "Bearer" | "refresh_token" | "api_key";
        };
        Invitation: {
            email: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            /** @description The person who invited; null: a service. */
            invited_by: string | null;
            role_ids: string[];
            /** Format: date-time */
            sent_at: string;
            /** @enum {string} */
            status: "open" | "expired";
        };
        InvitationPage: {
            items: components["schemas"]["Invitation"][];
            next_cursor: string | null;
        };
        Jobs: {
            items: {
                /** @description The number of attempts that have failed. */
                attempts: number;
                /** @description The cause of the last failure, without personal data. */
                cause: string | null;
                correlation_id: string | null;
                /** Format: date-time */
                due_at: string;
                /** @description The event that caused the job. */
                event_id: string | null;
                failed_at: string | null;
                id: string;
                /** @description The kind of the job, such as a mail. */
                name: string;
                next_attempt_at: string | null;
                /** @enum {string} */
                state: "waiting" | "active" | "delayed" | "failed";
            }[];
            next_cursor: string | null;
        };
        KeyOptions: {
            public_key: components["schemas"]["PasskeyRequestOptions"];
        };
        Keyring: {
            items: {
                /** @enum {string} */
                algorithm: "ES256" | "EdDSA" | "RS256";
                /**
                 * Format: uuid
                 * @description The `kid` of the tokens signed with this key.
                 */
                id: string;
                /** @enum {string} */
                phase: "pending" | "signing" | "retiring" | "retired";
                /** Format: date-time */
                signs_from: string;
            }[];
        };
        KeySet: {
            keys: {
                [key: string]: unknown;
            }[];
        };
        Live: {
            /** @constant */
            status: "ok";
        };
        MailRequested: {
            /** @description Seconds until the mail expires. */
            expires_in: number;
            message: string;
            /** @description Shows where the mail was requested. For front ends whose requests carry no cookies. */
            request_token: string;
            /** @description Seconds until another mail can be requested. */
            resend_after: number;
        };
        Member: {
            /** Format: date-time */
            joined_at: string;
            owner: boolean;
            /** @description The keys of the assigned roles. */
            roles: string[];
            /** @enum {string} */
            status: "active" | "suspended";
            /** Format: uuid */
            user_id: string;
            /** @description Empty after the erasure of the person. */
            username: string;
        };
        MemberAccess: {
            /** Format: date-time */
            joined_at: string;
            owner: boolean;
            /** @description The permissions of the membership, each with the roles that lead to it. */
            permissions: {
                because: string[];
                key: string;
            }[];
            /** @description The keys of the assigned roles. */
            roles: string[];
            /** @enum {string} */
            status: "active" | "suspended";
            /** Format: uuid */
            user_id: string;
            /** @description Empty after the erasure of the person. */
            username: string;
        };
        MemberPage: {
            items: components["schemas"]["Member"][];
            next_cursor: string | null;
        };
        Message: {
            message: string;
        };
        NewApiKey: {
            /** Format: date-time */
            created_at: string;
            /**
             * @description `service` for the service token, `api_key:<id>`, or `user:<id>` for a person.
             * @example service
             */
            created_by: string;
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            /** @description The secret key. It is returned only once. */
            key: string;
            /** @description Accurate to about a minute. */
            last_used_at: string | null;
            name: string;
            /**
             * @description The first characters of the key.
             * @example crd_mZ4xQ1aB
             */
            prefix: string;
            revoked_at: string | null;
            scopes: ("users:read" | "users:write" | "users:impersonate" | "mfa:read" | "mfa:write" | "mfa:reset_now" | "events:read" | "events:read_personal" | "consumers:write" | "audit:read" | "proofs:read" | "privacy:read" | "privacy:write" | "console:read" | "analytics:read" | "operations:read" | "operations:write" | "signing_keys:read" | "signing_keys:write" | "api_keys:read" | "api_keys:write" | "roles:read" | "roles:write" | "roles:assign" | "access:decide" | "organizations:read" | "organizations:write" | "organization:read" | "organization:write" | "organization:delete" | "members:read" | "members:write" | "members:invite" | "connections:read" | "connections:write" | "domains:read" | "domains:write" | "policy:read" | "policy:write" | "owners:write" | "webhooks:read" | "webhooks:write" | "tokens:introspect" | "tokens:revoke")[];
        };
        NewPasskeyOptions: {
            public_key: components["schemas"]["PasskeyCreationOptions"];
        };
        NewWebhook: {
            contact_email: string | null;
            /** Format: date-time */
            created_at: string;
            description: string;
            /** @description The subjects and the actors whose events are delivered; empty: all. */
            filter: {
                actors: string[];
                subjects: string[];
            };
            /** Format: uuid */
            id: string;
            /** @description `gone`: the receiver answered 410. `failing`: every delivery of a day failed. */
            pause_reason: ("requested" | "gone" | "failing") | null;
            /** @description The key that verifies signatures of `v1a`: `whpk_` and base64. Null for `v1`. */
            public_key: string | null;
            /** @description The secret that signs deliveries. It is returned only once, and not for `v1a`. */
            secret: string | null;
            /** @enum {string} */
            signature: "v1" | "v1a";
            /** @enum {string} */
            status: "active" | "paused" | "deleted";
            /** @description The event types; empty: every type that needs no scope beside `events:read`. */
            types: string[];
            url: string;
        };
        OAuthAnswer: components["schemas"]["SignInAnswer"] | components["schemas"]["Message"];
        /** @description RFC 6749 §5.2. */
        OAuthError: {
            error: string;
            error_description: string;
        };
        OneOrManyDecisions: components["schemas"]["Decisions"] | components["schemas"]["Decision"];
        Organization: {
            /** Format: date-time */
            founded_at: string;
            /** Format: uuid */
            id: string;
            name: string;
            owners: string[];
            slug: string;
            /** @enum {string} */
            status: "active" | "suspended";
        };
        OrganizationDomain: {
            /** Format: date-time */
            added_at: string;
            /** @description The record that proves the domain. It has to stay. */
            dns: {
                name: string;
                /** @constant */
                type: "TXT";
                value: string;
            };
            /** @example example.com */
            domain: string;
            /** @description The connection by which alone people with its addresses sign in. */
            enforce_connection: string | null;
            /** Format: uuid */
            id: string;
            /** @description The time since which the record of the verified domain is missing. */
            missing_since: string | null;
            verified: boolean;
            verified_at: string | null;
        };
        OrganizationDomainList: {
            items: components["schemas"]["OrganizationDomain"][];
        };
        OrganizationPage: {
            items: components["schemas"]["Organization"][];
            next_cursor: string | null;
        };
        OrganizationPolicy: {
            /** @description The greatest age of the proof of the identity; null: as long as the session. */
            max_session_age_s: number | null;
            /** @description Whether members need a session of the level `aal2`. */
            require_mfa: boolean;
            /** @description The longest life of a token for the organisation; null: that of every access token. */
            token_ttl_s: number | null;
        };
        OrganizationToken: {
            access_token: string;
            /** @description Seconds. There is no refresh token; the client asks again. */
            expires_in: number;
            /** Format: uuid */
            organization_id: string;
            /** @constant */
            token_type: "bearer";
        };
        OwnInvitation: {
            /** Format: date-time */
            expires_at: string;
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            organization_id: string;
            organization_name: string;
        };
        OwnInvitationPage: {
            items: components["schemas"]["OwnInvitation"][];
            next_cursor: string | null;
        };
        OwnOrganization: {
            /** Format: date-time */
            founded_at: string;
            /** Format: uuid */
            id: string;
            name: string;
            /** @description The keys of the roles of the person there. */
            roles: string[];
            slug: string;
            /** @enum {string} */
            status: "active" | "suspended";
        };
        OwnOrganizationPage: {
            items: components["schemas"]["OwnOrganization"][];
            next_cursor: string | null;
        };
        /** @description WebAuthn Level 3 §5.1.9. */
        PasskeyCreationOptions: {
            /** @enum {string} */
            attestation: "none" | "direct";
            authenticatorSelection: {
                /** @constant */
                authenticatorAttachment?: "cross-platform";
                requireResidentKey: boolean;
                /** @enum {string} */
                residentKey: "required" | "discouraged";
                /** @enum {string} */
                userVerification: "required" | "discouraged";
            };
            /** @description Works once, for five minutes, or ten for a sign-in. */
            challenge: string;
            excludeCredentials: {
                id: string;
                transports: string[];
                /** @constant */
                type: "public-key";
            }[];
            extensions: {
                /** @constant */
                credProps: true;
            };
            hints: "security-key"[];
            pubKeyCredParams: {
                alg: number;
                /** @constant */
                type: "public-key";
            }[];
            rp: {
                id: string;
                name: string;
            };
            timeout: number;
            user: {
                displayName: string;
                id: string;
                name: string;
            };
        };
        /** @description WebAuthn Level 3 §5.1.10. */
        PasskeyRequestOptions: {
            allowCredentials: {
                id: string;
                transports: string[];
                /** @constant */
                type: "public-key";
            }[];
            /** @description Works once, for five minutes, or ten for a sign-in. */
            challenge: string;
            rpId: string;
            timeout: number;
            /** @enum {string} */
            userVerification: "required" | "discouraged";
        };
        PasskeySignInOptions: {
            /** @description Seconds until the challenge expires. */
            expires_in: number;
            public_key: components["schemas"]["PasskeyRequestOptions"];
        };
        PastAccount: {
            email: string | null;
            /** @description True if the data of the person was erased since. It is null. */
            erased: boolean;
            factors: {
                /** Format: date-time */
                added_at: string;
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                kind: "totp" | "phone" | "passkey" | "security_key";
                name: string;
            }[] | null;
            has_password: boolean | null;
            identities: {
                label: string;
                /** Format: date-time */
                linked_at: string;
                provider: string;
            }[] | null;
            is_active: boolean | null;
            is_verified: boolean | null;
            pending_email: string | null;
            /** @description The position that the answer is of. */
            position: string;
            revision: number;
            second_factor_demanded: boolean | null;
            /** Format: uuid */
            user_id: string;
            username: string | null;
        };
        PastSessionPage: {
            /** @description The position that the answer is of. */
            as_of: string;
            items: {
                /** @enum {string} */
                acr: "aal1" | "aal2" | "aal3";
                amr: string[];
                /** Format: date-time */
                authenticated_at: string;
                device: string | null;
                /** @description True if the data of the person was erased since. It is null. */
                erased: boolean;
                /** Format: uuid */
                id: string;
                /** @description The position of the start. */
                position: string;
                provider: string | null;
                /** Format: date-time */
                started_at: string;
            }[];
            next_cursor: string | null;
        };
        Permission: {
            built_in: boolean;
            description: string;
            key: string;
        };
        Permissions: {
            items: components["schemas"]["Permission"][];
        };
        PermittedActions: {
            results: {
                name: string;
            }[];
        };
        PermittedSubjects: {
            page: {
                /** @description Empty on the last page. */
                next_token: string;
            };
            results: {
                /** Format: uuid */
                id: string;
                /** @constant */
                type: "user";
            }[];
        };
        PhoneEnrolment: {
            enrolment_token: string;
            /** @description Seconds for which the code works. */
            expires_in: number;
            message: string;
            /** @description Seconds after which another code can be sent. */
            resend_after: number;
        };
        PolicyPreview: {
            /** @description The members that no open session admits now, and one would. */
            gains: {
                /** Format: uuid */
                user_id: string;
            }[];
            /** @description The members that an open session admits now, and none would. */
            losses: {
                /** Format: uuid */
                user_id: string;
            }[];
            next_cursor: string | null;
            /** @description The number of open sessions of the members of this page that would need a step-up. */
            refused_sessions: number;
        };
        /** @description RFC 9457. */
        Problem: {
            /**
             * @description With `step_up_required`: the level that the organisation requires.
             * @enum {string}
             */
            acr_values?: "aal1" | "aal2" | "aal3";
            /** @enum {string} */
            code: "malformed_json" | "invalid_cursor" | "invalid_position" | "query_too_complex" | "invalid_state" | "malformed_saml" | "unsupported_token_type" | "unauthenticated" | "invalid_credentials" | "invalid_refresh_token" | "invalid_code" | "invalid_mfa_token" | "mfa_required" | "invalid_passkey" | "forbidden" | "impersonation_refused" | "exceeds_own_permissions" | "invalid_bootstrap_secret" | "cross_site_request" | "insufficient_scope" | "wrong_password" | "wrong_code" | "reauthentication_required" | "step_up_required" | "sso_required" | "set_up_link_required" | "email_not_verified" | "sign_in_refused" | "provider_denied" | "untrustworthy_answer" | "email_missing" | "email_unverified" | "other_browser" | "address_not_of_domain" | "invitation_for_another_address" | "not_found" | "unknown_user" | "unknown_session" | "unknown_provider" | "unknown_factor" | "unknown_trusted_device" | "unknown_identity" | "unknown_api_key" | "unknown_signing_key" | "unknown_job" | "unknown_projection" | "unknown_role" | "unknown_organization" | "unknown_invitation" | "unknown_member" | "unknown_domain" | "unknown_connection" | "unknown_certificate" | "unknown_consumer" | "unknown_webhook" | "unknown_delivery" | "method_not_allowed" | "email_taken" | "account_exists" | "identity_taken" | "factor_exists" | "phone_alone" | "connection_incomplete" | "certificate_limit" | "domain_limit" | "consumer_limit" | "webhook_limit" | "factor_limit" | "provider_linked" | "last_way_in" | "second_factor_demanded" | "no_password" | "password_exists" | "registration_lapsed" | "last_administrator" | "last_owner" | "already_member" | "domain_taken" | "domain_proof_missing" | "slug_taken" | "role_exists" | "built_in" | "job_not_failed" | "no_standby_version" | "version_lags" | "version_parked" | "versions_differ" | "not_table_owner" | "conflict" | "shared_secret" | "idempotency_key_in_use" | "code_used" | "enrolment_over" | "link_used" | "precondition_failed" | "body_too_large" | "unsupported_media_type" | "invalid_input" | "weak_password" | "passkey_refused" | "authenticator_refused" | "phone_refused" | "domain_refused" | "certificate_refused" | "metadata_refused" | "role_cycle" | "role_limit" | "unknown_parent" | "unknown_permission" | "same_address" | "invalid_email" | "idempotency_key_reused" | "rate_limited" | "internal_error" | "unreadable_event" | "too_busy" | "sms_unavailable" | "provider_unavailable" | "unavailable";
            detail: string;
            /** @description Whether the account has no factor and must add one first. */
            enrolment_required?: boolean;
            /** @description The invalid inputs. `pointer` is a JSON Pointer into the body, `?name` or `#Header`. */
            errors?: {
                code: string;
                detail: string;
                pointer: string;
            }[];
            /** @description Seconds until the `mfa_token` expires. */
            expires_in?: number;
            factors?: {
                hint: string | null;
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                kind: "totp" | "phone" | "passkey" | "security_key";
                name: string;
            }[];
            instance: string;
            /** @description With `step_up_required`: the greatest age of the proof in seconds. */
            max_age?: number;
            /** @description With `mfa_required`: names the sign-in in the second step. */
            mfa_token?: string;
            request_id: string;
            /** @description With `reauthentication_required`: the proof that the operation needs. */
            required?: {
                /** @enum {string} */
                acr: "aal1" | "aal2" | "aal3";
                max_age: number;
            };
            /** @description Whether that enrolment needs the link in the email about a reset. */
            set_up_link_required?: boolean;
            /**
             * Format: uri
             * @description With `sso_required`: the page that begins the sign-in.
             */
            start_url?: string;
            status: number;
            title: string;
            /** @description Whether the device may be trusted after the second step. */
            trust_allowed?: boolean;
            type: string;
            /** @description With `invalid_passkey`: the account no longer has it, so the browser can forget it. */
            unknown_credential?: boolean;
        };
        Readers: {
            /** @description The position of the last event in the log. */
            head: string;
            items: {
                /** @description Seconds since the last progress, or 0 at the head of the log. */
                lag_seconds: number;
                /** @description The number of parked events. */
                parked: number;
                position: string;
                reader: string;
                /** @description The other version of a read model that is being rebuilt, or was. */
                standby: components["schemas"]["StandbyVersion"] | null;
            }[];
        };
        Ready: {
            checks: {
                /**
                 * @description The publication of checkpoints. Absent in a process without the worker role.
                 * @enum {string}
                 */
                checkpoints?: "ok" | "failing";
                /** @enum {string} */
                database: "ok" | "failing";
                /** @enum {string} */
                jobs: "ok" | "failing";
                /**
                 * @description Absent without a key management service (`KMS_URL`).
                 * @enum {string}
                 */
                keys?: "ok" | "failing";
                /** @enum {string} */
                log: "ok" | "failing";
                /**
                 * @description Absent in a process without the worker role.
                 * @enum {string}
                 */
                mail?: "ok" | "failing";
                /** @enum {string} */
                readers: "ok" | "failing";
            };
            /** @enum {string} */
            status: "ok" | "degraded" | "failing";
        };
        RetainedPeople: {
            items: {
                /**
                 * Format: date-time
                 * @description The Monday of the week of the sign-ups.
                 */
                cohort: string;
                /** @description The people who signed in that many weeks later. */
                people: number;
                /** @description All people who signed up in the week. */
                size: number;
                weeks_later: number;
            }[];
        };
        Retention: {
            items: {
                keep_seconds: number;
                months: {
                    /**
                     * Format: date-time
                     * @description The time at which the key is destroyed, or was destroyed.
                     */
                    ends_at: string;
                    /**
                     * @description `none`: the data of the month is under the keys of the persons alone.
                     * @enum {string}
                     */
                    key: "present" | "destroyed" | "none";
                    month: string;
                }[];
                /** @enum {string} */
                period: "sessions" | "sign_ins" | "devices" | "offers" | "requests";
            }[];
        };
        RetiredRole: components["schemas"]["Message"] | components["schemas"]["RoleChangePreview"];
        Role: {
            built_in: boolean;
            description: string;
            /** @description The permissions of the role and of the roles that it inherits. */
            effective_permissions: string[];
            /** Format: uuid */
            id: string;
            /** @description The keys of the roles that this role inherits. */
            inherits: string[];
            key: string;
            name: string;
            permissions: string[];
        };
        RoleChangePreview: {
            gains: {
                permissions: string[];
                /** Format: uuid */
                user_id: string;
            }[];
            losses: {
                permissions: string[];
                /** Format: uuid */
                user_id: string;
            }[];
            next_cursor: string | null;
        };
        RoleHolderPage: {
            items: {
                /** Format: date-time */
                granted_at: string;
                /**
                 * @description The caller that gave the role.
                 * @example service
                 */
                granted_by: string;
                /** Format: uuid */
                user_id: string;
            }[];
            next_cursor: string | null;
        };
        Roles: {
            items: components["schemas"]["Role"][];
        };
        SentCode: {
            /** @description Seconds for which the code works. */
            expires_in: number;
            message: string;
            /** @description Seconds after which another code can be sent. */
            resend_after: number;
        };
        Session: {
            /**
             * @description The level that the user has proved.
             * @enum {string}
             */
            acr: "aal1" | "aal2" | "aal3";
            /** @description The authentication methods (RFC 8176). */
            amr: string[];
            /**
             * Format: date-time
             * @description The time of the newest proof of that level.
             */
            authenticated_at: string;
            /** @description Whether this is the session of the request. */
            current: boolean;
            /** @example Firefox on Linux */
            device: string;
            /**
             * Format: date-time
             * @description The time at which the session expires without a refresh.
             */
            expires_at: string;
            factors: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                kind: "totp" | "phone" | "passkey" | "security_key";
            }[];
            /** Format: uuid */
            id: string;
            /** @description True if an administrator acts as the user in it. */
            impersonated: boolean;
            /** @description The IP address of the last use. */
            ip: string | null;
            /**
             * Format: date-time
             * @description The time of the last refresh.
             */
            last_used_at: string;
            /** @description The identity provider of the sign-in, or null. */
            provider: string | null;
            /** Format: date-time */
            started_at: string;
            trusted_device: boolean;
        };
        SessionPage: {
            items: components["schemas"]["Session"][];
            next_cursor: string | null;
        };
        SessionsAtTime: components["schemas"]["SessionPage"] | components["schemas"]["PastSessionPage"];
        SignedIn: {
            access_token: string;
            /** @description Only after `trust_device`: replaces the second factor at the next sign-ins by password. */
            device_token?: string;
            email: string;
            /** @description Seconds until the access token expires. */
            expires_in: number;
            is_active: boolean;
            is_verified: boolean;
            /**
             * Format: date-time
             * @description Only until then, the account may sign in without a second factor.
             */
            mfa_due_at?: string;
            /** @description Valid for one refresh, which returns the next refresh token. */
            refresh_token: string;
            /** @constant */
            token_type: "bearer";
            /** Format: uuid */
            user_id: string;
            username: string;
        };
        SignedInByCookie: {
            /** @description The reason why browsers discard the cookies, if they do. Never in production. */
            cookie_warning?: string;
            email: string;
            /** @description Seconds until the access token expires. */
            expires_in: number;
            is_active: boolean;
            is_verified: boolean;
            /**
             * Format: date-time
             * @description Only until then, the account may sign in without a second factor.
             */
            mfa_due_at?: string;
            /** @constant */
            token_type: "cookie";
            /** Format: uuid */
            user_id: string;
            username: string;
        };
        SignedOut: {
            /**
             * Format: uri
             * @description The address at which the browser ends the session at the identity provider of the organisation too. Absent for other sessions.
             */
            logout_url?: string;
            message: string;
        };
        SignedUp: {
            email: string;
            /** @description The sequence number of the registration; null while `Consistency: pending`. */
            id: number | null;
            is_active: boolean;
            is_verified: boolean;
            /** Format: uuid */
            user_id: string;
            username: string;
            /** @description Returned in development only (EXPOSE_VERIFICATION_TOKEN), because it defeats verification. */
            verificationToken?: string;
        };
        SignInAnswer: components["schemas"]["SignedIn"] | components["schemas"]["SignedInByCookie"];
        SignInFailures: {
            items: {
                /** Format: date-time */
                at: string;
                count: number;
                /**
                 * @description The event type.
                 * @example SignInFailed
                 */
                type: string;
            }[];
        };
        SignInMethods: {
            items: {
                /** Format: date-time */
                at: string;
                count: number;
                /** @enum {string} */
                kind: "sign_in" | "second_factor" | "recovery";
                /**
                 * @description A provider or the first `amr` of a sign-in, the kind of a factor, or a step.
                 * @example pwd
                 */
                name: string;
            }[];
        };
        SsoAnswer: components["schemas"]["SignInAnswer"] | components["schemas"]["Message"];
        StandbyVersion: {
            /** @description The last comparison of the two versions, at one position. */
            comparison: {
                position: string;
                tables: {
                    equal: boolean;
                    /** @description The rows of the version that served at the comparison. */
                    rows: number;
                    standby_rows: number;
                    table: string;
                }[];
            } | null;
            /** @description The number of events that were read for it. */
            events: number;
            events_per_second: number | null;
            /** @description The number of parked events of the version. */
            parked: number;
            position: string;
            /** @description Null before the first page of the log. */
            seconds_left: number | null;
            /** @description The share of the log that the version has read, from 0 to 1. */
            share: number;
            /** Format: date-time */
            started_at: string;
            /**
             * @description A new version is `filling`, then `ready`, or `different` from the serving one. After `promoted`, the former version is here. After `rolled_back`, the new one is here again.
             * @enum {string}
             */
            state: "filling" | "ready" | "different" | "promoted" | "rolled_back";
        };
        TokenExplanation: {
            accepted: boolean;
            /** Format: date-time */
            at: string;
            claims: {
                /** Format: date-time */
                expires_at: string;
                /** Format: date-time */
                issued_at: string;
                kid: string;
                /** Format: uuid */
                sid: string;
                /** Format: uuid */
                sub: string;
                user_revision: number;
            } | null;
            /** @description Every reason against the token; empty if it was accepted. */
            reasons: {
                /** @enum {string} */
                code: "malformed" | "other_issuer" | "unknown_key" | "invalid_signature" | "key_withdrawn" | "not_yet_issued" | "expired" | "unknown_session" | "session_ended" | "sessions_of_account_ended" | "organization_access_ended";
                /** @description The event that ended the token, if there is one. */
                event: {
                    actor: string;
                    correlation_id: string;
                    /** Format: uuid */
                    id: string;
                    /** Format: date-time */
                    occurred_at: string;
                    position: string;
                    type: string;
                } | null;
            }[];
        };
        TotpEnrolment: {
            enrolment_token: string;
            expires_in: number;
            otpauth_uri: string;
            /** @description The URI as a QR code, an SVG image. */
            qr_svg: string;
            /** @description The shared secret in base32, to type into an app. */
            secret: string;
        };
        TrustedDevices: {
            items: {
                device: string;
                /** Format: date-time */
                expires_at: string;
                /** Format: uuid */
                id: string;
                /** Format: date-time */
                trusted_at: string;
            }[];
        };
        User: {
            email: string;
            /** @description The sequence number of the registration; null while `Consistency: pending`. */
            id: number | null;
            is_active: boolean;
            is_verified: boolean;
            /** Format: uuid */
            user_id: string;
            username: string;
        };
        UserAtTime: components["schemas"]["UserRecord"] | components["schemas"]["PastAccount"];
        UserPage: {
            items: components["schemas"]["UserRecord"][];
            next_cursor: string | null;
        };
        UserRecord: {
            email: string;
            /** @description The sequence number of the registration; null while `Consistency: pending`. */
            id: number | null;
            is_active: boolean;
            is_verified: boolean;
            /** Format: date-time */
            registered_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: uuid */
            user_id: string;
            username: string;
        };
        WaysIn: {
            /**
             * Format: uri
             * @description With `sso`: the address at which the sign-in begins.
             */
            start_url?: string;
            /**
             * @description `password`, `passkey`, `email` and the names of providers. `sso` comes first, or alone if the domain demands it.
             * @example [
             *       "password",
             *       "passkey",
             *       "email",
             *       "google"
             *     ]
             */
            ways: string[];
        };
        Webhook: {
            contact_email: string | null;
            /** Format: date-time */
            created_at: string;
            description: string;
            /** @description The subjects and the actors whose events are delivered; empty: all. */
            filter: {
                actors: string[];
                subjects: string[];
            };
            /** Format: uuid */
            id: string;
            /** @description `gone`: the receiver answered 410. `failing`: every delivery of a day failed. */
            pause_reason: ("requested" | "gone" | "failing") | null;
            /** @description The key that verifies signatures of `v1a`: `whpk_` and base64. Null for `v1`. */
            public_key: string | null;
            /** @enum {string} */
            signature: "v1" | "v1a";
            /** @enum {string} */
            status: "active" | "paused" | "deleted";
            /** @description The event types; empty: every type that needs no scope beside `events:read`. */
            types: string[];
            url: string;
        };
        WebhookDelivery: {
            /** @description The status of the last answer. */
            answer_status: number | null;
            attempts: number;
            /**
             * Format: uuid
             * @description The `webhook-id` of every attempt.
             */
            event_id: string;
            /** @description The failure of the last attempt without an answer. */
            failure: string | null;
            next_attempt_at: string | null;
            position: string;
            /**
             * @description `parked`: it failed for three days, and its subject gets no further events until a retry.
             * @enum {string}
             */
            status: "delivered" | "waiting" | "parked";
            type: string;
            /** Format: date-time */
            updated_at: string;
        };
        WebhookDeliveryPage: {
            items: components["schemas"]["WebhookDelivery"][];
            next_cursor: string | null;
        };
        WebhookPage: {
            items: components["schemas"]["Webhook"][];
            next_cursor: string | null;
        };
        WebhookTest: {
            /**
             * Format: uuid
             * @description The event of the test, as in the deliveries.
             */
            event_id: string;
        };
    };
    responses: {
        /** @description A problem (RFC 9457). */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    welcome: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The welcome message. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readDecisionPoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoints. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        access_evaluation_endpoint: string;
                        access_evaluations_endpoint: string;
                        policy_decision_point: string;
                        search_action_endpoint: string;
                        search_subject_endpoint: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readKeySet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JSON Web Key Set (RFC 7517). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeySet"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    discover: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metadata. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Discovery"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    findPasskeyPages: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The pages. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        enroll: string;
                        manage: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    evaluate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    action: {
                        /** @example orders:refund */
                        name: string;
                        properties?: {
                            [key: string]: unknown;
                        };
                    };
                    context?: {
                        /** @description A position of the log, or a time such as `2026-11-27T12:00:00Z`. */
                        as_of?: string;
                    };
                    resource: {
                        id: string;
                        properties?: {
                            [key: string]: unknown;
                        };
                        /** @example order */
                        type: string;
                    };
                    subject: {
                        id: string;
                        properties?: {
                            [key: string]: unknown;
                        };
                        /** @example user */
                        type: string;
                    };
                };
            };
        };
        responses: {
            /** @description The decision. A refusal is 200 as well. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Decision"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    evaluateMany: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    action?: {
                        /** @example orders:refund */
                        name: string;
                        properties?: {
                            [key: string]: unknown;
                        };
                    };
                    context?: {
                        /** @description A position of the log, or a time such as `2026-11-27T12:00:00Z`. */
                        as_of?: string;
                    };
                    /** @default [] */
                    evaluations?: {
                        action?: {
                            /** @example orders:refund */
                            name: string;
                            properties?: {
                                [key: string]: unknown;
                            };
                        };
                        context?: {
                            /** @description A position of the log, or a time such as `2026-11-27T12:00:00Z`. */
                            as_of?: string;
                        };
                        resource?: {
                            id: string;
                            properties?: {
                                [key: string]: unknown;
                            };
                            /** @example order */
                            type: string;
                        };
                        subject?: {
                            id: string;
                            properties?: {
                                [key: string]: unknown;
                            };
                            /** @example user */
                            type: string;
                        };
                    }[];
                    /** @default {} */
                    options?: {
                        /**
                         * @default execute_all
                         * @enum {string}
                         */
                        evaluations_semantic?: "execute_all" | "deny_on_first_deny" | "permit_on_first_permit";
                    };
                    resource?: {
                        id: string;
                        properties?: {
                            [key: string]: unknown;
                        };
                        /** @example order */
                        type: string;
                    };
                    subject?: {
                        id: string;
                        properties?: {
                            [key: string]: unknown;
                        };
                        /** @example user */
                        type: string;
                    };
                };
            };
        };
        responses: {
            /** @description The decisions, in order; without `evaluations` the one decision. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OneOrManyDecisions"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    searchActions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    resource: {
                        id: string;
                        properties?: {
                            [key: string]: unknown;
                        };
                        /** @example order */
                        type: string;
                    };
                    subject: {
                        id: string;
                        properties?: {
                            [key: string]: unknown;
                        };
                        /** @example user */
                        type: string;
                    };
                };
            };
        };
        responses: {
            /** @description The permissions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PermittedActions"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    searchSubjects: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    action: {
                        /** @example orders:refund */
                        name: string;
                        properties?: {
                            [key: string]: unknown;
                        };
                    };
                    /** @default {} */
                    page?: {
                        /** @default  */
                        token?: string;
                    };
                    resource: {
                        id: string;
                        properties?: {
                            [key: string]: unknown;
                        };
                        /** @example order */
                        type: string;
                    };
                    subject: {
                        /** @example user */
                        type: string;
                    };
                };
            };
        };
        responses: {
            /** @description A page of people. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PermittedSubjects"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readAsyncApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The document. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readOwnAccess: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The roles and permissions of the caller. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Access"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    changeEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    new_email: string;
                    /** Format: password */
                    password: string;
                };
            };
        };
        responses: {
            /** @description A confirmation link is sent to the new address. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: password */
                    new_password: string;
                    /** Format: password */
                    old_password: string;
                };
            };
        };
        responses: {
            /** @description The password is changed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    confirmEmailChange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description The account with its new address. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    discoverWaysIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email: string;
                };
            };
        };
        responses: {
            /** @description The ways in. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaysIn"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readOwnHistory: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of entries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    disownEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The event. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All sessions have ended, and only a reset unlocks the sign-in by password. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    proveOwnEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The event. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proof and the keys that verify it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventProof"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listExports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The exports. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exports"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    requestExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description A link to the archive will be mailed. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exports"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    downloadExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description A ZIP file with `export.json` and a page that shows it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listFactors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The factors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Factors"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    removeFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The factor of the account. */
                factor_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The factor is removed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    renameFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The factor of the account. */
                factor_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example Phone */
                    name: string;
                };
            };
        };
        responses: {
            /** @description The factor has the new name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    demandSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The change is recorded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Whether to return the tokens as HttpOnly cookies instead of in the body. */
                    cookie?: boolean;
                    credential: {
                        id: string;
                        rawId: string;
                        response: {
                            attestationObject: string;
                            clientDataJSON: string;
                            transports?: string[];
                        };
                        /** @constant */
                        type: "public-key";
                    };
                    /** @description The `mfa_token` of the answer `mfa_required`. */
                    mfa_token?: string;
                    name?: string;
                    /** @description After a reset of the factors: the token of the link in the email about it. */
                    setup_token?: string;
                };
            };
        };
        responses: {
            /** @description The credential is added. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedPasskey"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    startAddingPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "passkey" | "security_key";
                    /** @description The `mfa_token` of the answer `mfa_required`. */
                    mfa_token?: string;
                    /** @description After a reset of the factors: the token of the link in the email about it. */
                    setup_token?: string;
                };
            };
        };
        responses: {
            /** @description The options for `navigator.credentials.create()`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewPasskeyOptions"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    startPhoneEnrolment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The `mfa_token` of the answer `mfa_required`. */
                    mfa_token?: string;
                    /** @example Phone */
                    name?: string;
                    /** @example +49 151 12345678 */
                    phone: string;
                    /** @description After a reset of the factors: the token of the link in the email about it. */
                    setup_token?: string;
                };
            };
        };
        responses: {
            /** @description A code is on its way. It confirms the phone. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PhoneEnrolment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    confirmPhone: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example 123456 */
                    code: string;
                    /** @description Whether to return the tokens as HttpOnly cookies instead of in the body. */
                    cookie?: boolean;
                    end_other_sessions?: boolean;
                    enrolment_token: string;
                    /** @description The `mfa_token` of the answer `mfa_required`. */
                    mfa_token?: string;
                    /** @description After a reset of the factors: the token of the link in the email about it. */
                    setup_token?: string;
                };
            };
        };
        responses: {
            /** @description The factor. The first one comes with recovery codes. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedFactor"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    issueRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The new codes. The earlier ones no longer work. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Each works once in place of a second factor. They are shown only here. */
                        recovery_codes: string[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    releaseSecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The change is recorded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    startTotpEnrolment: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description The `mfa_token` of the answer `mfa_required`. */
                    mfa_token?: string;
                    /** @example Phone */
                    name?: string;
                    /** @description After a reset of the factors: the token of the link in the email about it. */
                    setup_token?: string;
                };
            };
        };
        responses: {
            /** @description The shared secret. A code of the app confirms it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpEnrolment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    confirmTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example 123456 */
                    code: string;
                    /** @description Whether to return the tokens as HttpOnly cookies instead of in the body. */
                    cookie?: boolean;
                    end_other_sessions?: boolean;
                    enrolment_token: string;
                    /** @description The `mfa_token` of the answer `mfa_required`. */
                    mfa_token?: string;
                    /** @description After a reset of the factors: the token of the link in the email about it. */
                    setup_token?: string;
                };
            };
        };
        responses: {
            /** @description The factor. The first one comes with recovery codes. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedFactor"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listIdentities: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The identities. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identities"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    unlinkProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the identity provider in the configuration. */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The provider is unlinked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listOwnInvitations: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of invitations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnInvitationPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    acceptInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invitation to the organisation. */
                invitation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The organisation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnOrganization"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    declineInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invitation to the organisation. */
                invitation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invitation is declined. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    acceptInvitationByLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description The organisation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnOrganization"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    declineInvitationByLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description The invitation is declined. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Whether to return the tokens as HttpOnly cookies instead of in the body. */
                    cookie?: boolean;
                    /** @description The token of a trusted device. Without it, the one in the cookie is used. */
                    device_token?: string;
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email: string;
                    /** Format: password */
                    password: string;
                };
            };
        };
        responses: {
            /** @description The tokens of the session and the account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInAnswer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    everywhere?: boolean;
                    /** @description The URL that the browser returns to from `logout_url`; by default the sign-in page. */
                    return_to?: string;
                };
            };
        };
        responses: {
            /** @description The session has ended and its tokens are invalid. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedOut"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    eraseMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description All sessions have ended, and the account is erased now or later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example ada */
                    username: string;
                };
            };
        };
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    sendSecondStepCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    factor_id: string;
                    /** @description The `mfa_token` of the answer `mfa_required`. */
                    mfa_token: string;
                };
            };
        };
        responses: {
            /** @description A code is on its way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentCode"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    startSecondStepByKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The `mfa_token` of the answer `mfa_required`. */
                    mfa_token: string;
                };
            };
        };
        responses: {
            /** @description The options for `navigator.credentials.get()`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyOptions"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    cancelFactorReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    token?: string;
                };
            };
        };
        responses: {
            /** @description The factors stay. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    requestFactorReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The `mfa_token` of the answer `mfa_required`. */
                    mfa_token: string;
                };
            };
        };
        responses: {
            /** @description The owner gets a mail. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    verifySecondFactor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example 123456 */
                    code: string;
                    /** @description Whether to return the tokens as HttpOnly cookies instead of in the body. */
                    cookie?: boolean;
                    /** @enum {string} */
                    method: "totp" | "sms" | "recovery_code";
                    /** @description The `mfa_token` of the answer `mfa_required`. */
                    mfa_token: string;
                    /** @description Whether the device needs no second factor for a while, beside the password. */
                    trust_device?: boolean;
                } | {
                    /** @description Whether to return the tokens as HttpOnly cookies instead of in the body. */
                    cookie?: boolean;
                    credential: {
                        id: string;
                        rawId: string;
                        response: {
                            authenticatorData: string;
                            clientDataJSON: string;
                            signature: string;
                            userHandle?: string;
                        };
                        /** @constant */
                        type: "public-key";
                    };
                    /** @constant */
                    method: "passkey";
                    /** @description The `mfa_token` of the answer `mfa_required`. */
                    mfa_token: string;
                    /** @description Whether the device needs no second factor for a while, beside the password. */
                    trust_device?: boolean;
                };
            };
        };
        responses: {
            /** @description The tokens of the session and the account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInAnswer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listOwnOrganizations: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of organisations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnOrganizationPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    foundOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example Analytical Engines */
                    name: string;
                    /**
                     * @description The name in URLs, which no other organisation has.
                     * @example analytical-engines
                     */
                    slug?: string;
                };
            };
        };
        responses: {
            /** @description The organisation. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    leaveOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The membership has ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    issueOrganizationToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationToken"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    signInByPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Whether to return the tokens as HttpOnly cookies instead of in the body. */
                    cookie?: boolean;
                    credential: {
                        id: string;
                        rawId: string;
                        response: {
                            authenticatorData: string;
                            clientDataJSON: string;
                            signature: string;
                            userHandle?: string;
                        };
                        /** @constant */
                        type: "public-key";
                    };
                };
            };
        };
        responses: {
            /** @description The tokens of the session and the account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInAnswer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    startPasskeySignIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The options for `navigator.credentials.get()`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeySignInOptions"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    removePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account has no password. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    refresh_token?: string;
                };
            };
        };
        responses: {
            /** @description The tokens of the session and the account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInAnswer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    resendVerification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email: string;
                };
            };
        };
        responses: {
            /** @description The response is the same for every address. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    resetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: password */
                    new_password: string;
                    token: string;
                };
            };
        };
        responses: {
            /** @description The password is reset. No session is started. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    requestPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email: string;
                };
            };
        };
        responses: {
            /** @description The response is the same for every address. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    restoreIdentity: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description The account. No session is started. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of active sessions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    signOutElsewhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All other sessions have ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    setPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: password */
                    new_password: string;
                };
            };
        };
        responses: {
            /** @description The password is set. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    signInByCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example 0417 3358 */
                    code: string;
                    /** @description The verifier of the `code_challenge` in the request of an app. */
                    code_verifier?: string;
                    /** @description Whether to return the tokens as HttpOnly cookies instead of in the body. */
                    cookie?: boolean;
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email: string;
                    /** @description The `request_token` of the request. Without it, the cookie of the browser is used. */
                    request_token?: string;
                };
            };
        };
        responses: {
            /** @description The tokens of the session and the account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInAnswer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    requestSignInLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The SHA-256 hash of a `code_verifier` in base64url. An app sends it; then only the verifier can use the link or code, and cookies are ignored. */
                    code_challenge?: string;
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email: string;
                };
            };
        };
        responses: {
            /** @description The response is the same for every address. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MailRequested"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    signInByLink: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The verifier of the `code_challenge` in the request of an app. */
                    code_verifier?: string;
                    /** @description Whether to return the tokens as HttpOnly cookies instead of in the body. */
                    cookie?: boolean;
                    /** @description The `request_token` of the request. Without it, the cookie of the browser is used. */
                    request_token?: string;
                    token: string;
                };
            };
        };
        responses: {
            /** @description The tokens of the session and the account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInAnswer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    signUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email: string;
                    /** Format: password */
                    password: string;
                    /** @example ada */
                    username: string;
                };
            };
        };
        responses: {
            /** @description The account. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedUp"];
                };
            };
            /** @description The response is the same for every address. Returned if SIGNUP_PRIVACY is strict. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    stepUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example 123456 */
                    code: string;
                    /** @description Whether to return the tokens as HttpOnly cookies instead of in the body. */
                    cookie?: boolean;
                    /** @enum {string} */
                    method: "totp" | "sms" | "recovery_code";
                } | {
                    /** @description Whether to return the tokens as HttpOnly cookies instead of in the body. */
                    cookie?: boolean;
                    credential: {
                        id: string;
                        rawId: string;
                        response: {
                            authenticatorData: string;
                            clientDataJSON: string;
                            signature: string;
                            userHandle?: string;
                        };
                        /** @constant */
                        type: "public-key";
                    };
                    /** @constant */
                    method: "passkey";
                } | {
                    /** @description Whether to return the tokens as HttpOnly cookies instead of in the body. */
                    cookie?: boolean;
                    /** @constant */
                    method: "password";
                    /** Format: password */
                    password: string;
                };
            };
        };
        responses: {
            /** @description The tokens of the session and the account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInAnswer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    sendStepUpCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: uuid */
                    factor_id: string;
                };
            };
        };
        responses: {
            /** @description A code is on its way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentCode"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    startStepUpByKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The options for `navigator.credentials.get()`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyOptions"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listTrustedDevices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The devices. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrustedDevices"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    endAllDeviceTrust: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No device is trusted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    endDeviceTrust: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The trusted device. */
                trust_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device is not trusted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    verifyEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    token: string;
                };
            };
        };
        responses: {
            /** @description The verified account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listEventTypes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The event types. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventTypes"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readEventSchema: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name in the path. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schema (JSON Schema 2020-12). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    graphql: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description It is ignored. */
                    extensions?: {
                        [key: string]: unknown;
                    } | null;
                    operationName?: string | null;
                    /** @example { me { id email } } */
                    query: string;
                    variables?: {
                        [key: string]: unknown;
                    } | null;
                };
            };
        };
        responses: {
            /** @description The data. A field that was refused is null, with an error. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/graphql-response+json": components["schemas"]["GraphqlResult"];
                    "application/json": components["schemas"]["GraphqlResult"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readGraphqlSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schema. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    isLive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process is alive. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Live"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    isReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process can serve requests; its status is `ok` or `degraded`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    showInvitation: {
        parameters: {
            query: {
                /** @description The token of the mailed link. */
                token: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listProviders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The providers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            name: string;
                            title: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    startOAuth: {
        parameters: {
            query?: {
                /** @description The SHA-256 hash of a `code_verifier` in base64url. Only a caller with the verifier can exchange the code, which prevents login CSRF (RFC 7636). */
                code_challenge?: string;
                /** @description Goes along to the provider, which preselects the account: an email address, for example. */
                login_hint?: string;
                /** @description Goes along to the provider, which shows its pages accordingly: `login`, `select_account`, … */
                prompt?: string;
                /** @description The page to return to, under `FRONTEND_BASE_URL` or an origin in `CORS_ORIGINS`, or an app in `APP_RETURN_URLS`. It receives a `code` to exchange, or an `error`. Without `return_to`, the callback returns the tokens itself. */
                return_to?: string;
                /** @description Goes along to the provider, which chooses the language of its pages: `de en`. */
                ui_locales?: string;
            };
            header?: never;
            path: {
                /** @description The name of the identity provider in the configuration. */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Redirects to the provider, or to `return_to` with an `error`. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    finishOAuth: {
        parameters: {
            query: {
                /** @description The code that the identity provider issued. */
                code?: string;
                /** @description The reason for which the identity provider refuses. */
                error?: string;
                /** @description The issuer that answers (RFC 9207). */
                iss?: string;
                /** @description The state that the identity provider returns unchanged. */
                state: string;
            };
            header?: never;
            path: {
                /** @description The name of the identity provider in the configuration. */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tokens of the session, or a confirmation that the provider is linked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthAnswer"];
                };
            };
            /** @description Redirects to the front end with a one-time `code`, or with an `error`. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    finishOAuthByForm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the identity provider in the configuration. */
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    code?: string;
                    error?: string;
                    iss?: string;
                    state: string;
                } & {
                    [key: string]: string;
                };
            };
        };
        responses: {
            /** @description The tokens of the session, or a confirmation that the provider is linked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthAnswer"];
                };
            };
            /** @description Redirects to the front end with a one-time `code`, or with an `error`. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    signInByIdToken: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the identity provider in the configuration. */
                provider: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Whether to return the tokens as HttpOnly cookies instead of in the body. */
                    cookie?: boolean;
                    id_token: string;
                    /** @description The nonce that the app sent to the provider, in plain text or as a SHA-256 hash. It is valid once. */
                    nonce: string;
                };
            };
        };
        responses: {
            /** @description The tokens of the session and the account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInAnswer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    linkProvider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the identity provider in the configuration. */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Goes along to the provider, which preselects the account: an email address, for example. */
                    login_hint?: string;
                    /** @description Goes along to the provider, which shows its pages accordingly: `login`, `select_account`, … */
                    prompt?: string;
                    return_to?: string;
                    /** @description Goes along to the provider, which chooses the language of its pages: `de en`. */
                    ui_locales?: string;
                };
            };
        };
        responses: {
            /** @description The URL to open in the browser that sent this request. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        authorization_url: string;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    confirmSignUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The verifier of the `code_challenge` in the request of an app. */
                    code_verifier?: string;
                    /** @description The `request_token` of the request. Without it, the cookie of the browser is used. */
                    request_token?: string;
                    token: string;
                };
            };
        };
        responses: {
            /** @description The verified account. No session is started. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    exchangeCode: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    code: string;
                    /** @description The PKCE verifier. Required if the flow began with a `code_challenge`. */
                    code_verifier?: string;
                    /** @description Whether to return the tokens as HttpOnly cookies instead of in the body. */
                    cookie?: boolean;
                };
            };
        };
        responses: {
            /** @description The tokens of the session and the account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInAnswer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    introspectToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    token: string;
                    token_type_hint?: string;
                };
            };
        };
        responses: {
            /** @description The state of the token. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Introspection"];
                };
            };
            /** @description `invalid_input`, `malformed_json`, `unsupported_media_type` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `forbidden`, `impersonation_refused`, `insufficient_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `internal_error`, `unreadable_event` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    revokeToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    token: string;
                    token_type_hint?: string;
                };
            };
        };
        responses: {
            /** @description The token is invalid. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description `invalid_input`, `malformed_json`, `unsupported_media_type`, `unsupported_token_type` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `unauthenticated` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `forbidden`, `impersonation_refused`, `insufficient_scope` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `body_too_large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `rate_limited` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `internal_error`, `unreadable_event` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
            /** @description `unavailable` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OAuthError"];
                };
            };
        };
    };
    finishSso: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-www-form-urlencoded": {
                    RelayState?: string;
                    SAMLResponse: string;
                };
            };
        };
        responses: {
            /** @description The tokens of the session, or a confirmation that the test passed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SsoAnswer"];
                };
            };
            /** @description Redirects to the front end with a one-time `code` or an `error`, or to the start of a sign-in. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    readSamlMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metadata (SAML 2.0 Metadata §2.4.4). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/samlmetadata+xml": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    endSso: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Redirects to the identity provider with a signed answer, or to the end of a sign-out. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    endSsoByForm: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/x-www-form-urlencoded": {
                    RelayState?: string;
                    SAMLRequest?: string;
                    SAMLResponse?: string;
                };
            };
        };
        responses: {
            /** @description A page that posts the answer to the identity provider. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Redirects to the identity provider with a signed answer, or to the end of a sign-out. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    readExportSchema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The schema. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    startSso: {
        parameters: {
            query?: {
                /** @description The SHA-256 hash of a `code_verifier` in base64url. Only a caller with the verifier can exchange the code, which prevents login CSRF (RFC 7636). */
                code_challenge?: string;
                /** @description The page to return to, under `FRONTEND_BASE_URL` or an origin in `CORS_ORIGINS`, or an app in `APP_RETURN_URLS`. It receives a `code` to exchange, or an `error`. Without `return_to`, the callback returns the tokens itself. */
                return_to?: string;
                /** @description The secret of a test of the connection. A test starts no session. */
                test?: string;
            };
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page that posts the request to the identity provider. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description Redirects to the identity provider, or to `return_to` with an `error`. */
            302: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    readBlastRadius: {
        parameters: {
            query: {
                /** @description `user:<id>`, `api_key:<id>`, `service` and others. */
                actor: string;
                /** @description A position of the log, or a time such as `2026-11-27T12:00:00Z`. */
                since?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The actors and the gifts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BlastRadius"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    bootstrapAdministrator: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: password */
                    secret: string;
                };
            };
        };
        responses: {
            /** @description The roles and permissions of the caller. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Access"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readSignInFailures: {
        parameters: {
            query?: {
                /** @description The unit of time, in UTC. Weeks begin on Monday. */
                by?: "hour" | "day" | "week" | "month";
                /** @description A time; 30 days before `to` by default. */
                from?: string;
                /** @description A later time, itself not included; now by default. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers of failures. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInFailures"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readFunnels: {
        parameters: {
            query?: {
                /** @description The unit of time in UTC, or `method` for one row a way to sign in. */
                by?: "hour" | "day" | "week" | "month" | "method";
                /** @description A time; 30 days before `to` by default. */
                from?: string;
                /** @description A later time, itself not included; now by default. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers of sign-ups. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Funnels"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readSignInMethods: {
        parameters: {
            query?: {
                /** @description The unit of time, in UTC. Weeks begin on Monday. */
                by?: "hour" | "day" | "week" | "month";
                /** @description A time; 30 days before `to` by default. */
                from?: string;
                /** @description A later time, itself not included; now by default. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers of sign-ins. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignInMethods"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readRetainedPeople: {
        parameters: {
            query?: {
                /** @description A time; 30 days before `to` by default. */
                from?: string;
                /** @description A later time, itself not included; now by default. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers of people. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetainedPeople"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listApiKeys: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys, including revoked keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default 90 */
                    expires_in_days?: number;
                    /** @example billing */
                    name: string;
                    scopes: ("users:read" | "users:write" | "users:impersonate" | "mfa:read" | "mfa:write" | "mfa:reset_now" | "events:read" | "events:read_personal" | "consumers:write" | "audit:read" | "proofs:read" | "privacy:read" | "privacy:write" | "console:read" | "analytics:read" | "operations:read" | "operations:write" | "signing_keys:read" | "signing_keys:write" | "api_keys:read" | "api_keys:write" | "roles:read" | "roles:write" | "roles:assign" | "access:decide" | "organizations:read" | "organizations:write" | "organization:read" | "organization:write" | "organization:delete" | "members:read" | "members:write" | "members:invite" | "connections:read" | "connections:write" | "domains:read" | "domains:write" | "policy:read" | "policy:write" | "owners:write" | "webhooks:read" | "webhooks:write" | "tokens:introspect" | "tokens:revoke")[];
                };
            };
        };
        responses: {
            /** @description The key. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    revokeApiKey: {
        parameters: {
            query?: {
                /** @description With `true`, the keys that it created are revoked too, and the keys that these created. */
                descendants?: "true" | "false";
            };
            header?: never;
            path: {
                /** @description The key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The revoked key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    rotateApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description Seconds during which the previous secret stays valid.
                     * @default 3600
                     */
                    overlap_seconds?: number;
                };
            };
        };
        responses: {
            /** @description The new key. It is returned only once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    searchAudit: {
        parameters: {
            query?: {
                /** @description `user:<id>`, `api_key:<id>`, `service` and others. */
                actor?: string;
                /** @description The `X-Request-Id` of a request. */
                correlation_id?: string;
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description A position of the log, or a time such as `2026-11-27T12:00:00Z`. */
                from?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
                /** @description An IP address, or a range such as `192.0.2.0/24`. A page may then have few events or none before the last. */
                source?: string;
                /** @description The id of a person or thing. */
                subject?: string;
                /** @description A position of the log, or a time such as `2026-11-27T12:00:00Z`. */
                to?: string;
                /** @description An event type, see GET /event-types. */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readCauses: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id that all events of one request have. */
                correlation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tree of causes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CauseTree"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A signed note (C2SP tlog-checkpoint). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listCheckpoints: {
        parameters: {
            query?: {
                /** @description Only items after this one. */
                after?: string;
                /** @description The largest number of items in the answer. */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checkpoints. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkpoints"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    proveGrowth: {
        parameters: {
            query: {
                /** @description The size of the smaller tree. */
                from: string;
                /** @description The size of the larger tree. */
                to: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proof. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsistencyProof"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readCheckpointKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    proveEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The position of the event in the log. */
                position: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A proof file (C2SP tlog-proof). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readTile1: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A part of the number of the tile (C2SP tlog-tiles). */
                a: string;
                /** @description The level of the tile; level 0 has the leaves. */
                level: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hashes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readTile2: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A part of the number of the tile (C2SP tlog-tiles). */
                a: string;
                /** @description A part of the number of the tile (C2SP tlog-tiles). */
                b: string;
                /** @description The level of the tile; level 0 has the leaves. */
                level: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hashes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readTile3: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A part of the number of the tile (C2SP tlog-tiles). */
                a: string;
                /** @description A part of the number of the tile (C2SP tlog-tiles). */
                b: string;
                /** @description A part of the number of the tile (C2SP tlog-tiles). */
                c: string;
                /** @description The level of the tile; level 0 has the leaves. */
                level: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hashes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readTile4: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A part of the number of the tile (C2SP tlog-tiles). */
                a: string;
                /** @description A part of the number of the tile (C2SP tlog-tiles). */
                b: string;
                /** @description A part of the number of the tile (C2SP tlog-tiles). */
                c: string;
                /** @description A part of the number of the tile (C2SP tlog-tiles). */
                d: string;
                /** @description The level of the tile; level 0 has the leaves. */
                level: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hashes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listAuthenticators: {
        parameters: {
            query?: {
                /** @description Only factors of this model of authenticator. */
                aaguid?: string;
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description Only items of this kind. */
                kind?: "totp" | "phone" | "passkey" | "security_key";
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of factors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactorHolders"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readConsoleOverview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The counts by hour. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConsoleOverview"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listConsumers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The consumers, at most 100. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consumers"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readConsumer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name in the path. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The consumer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consumer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    setConsumer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name in the path. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description The position after which it goes on; empty: the beginning of the log. By default it keeps its position, and a new consumer begins with the next event.
                     * @default null
                     */
                    position?: string | null;
                    /**
                     * @description Event types; empty: all. By default it keeps its types, and a new consumer follows all.
                     * @default null
                     */
                    types?: ("UserRegistered" | "UserImported" | "EmailVerified" | "PasswordSet" | "PasswordAdded" | "PasswordRemoved" | "PasswordChanged" | "PasswordRehashed" | "PasswordReset" | "ProfileUpdated" | "EmailChangeRequested" | "EmailChangeLapsed" | "EmailChanged" | "SessionsEnded" | "ActivityDisowned" | "OAuthIdentityLinked" | "OAuthIdentityUnlinked" | "OAuthIdentityRemoved" | "OAuthIdentityRestored" | "TotpAdded" | "PasskeyAdded" | "PhoneAdded" | "FactorRenamed" | "FactorRemoved" | "RecoveryCodesIssued" | "RecoveryCodeUsed" | "SecondFactorDemanded" | "SecondFactorReleased" | "FactorResetAsked" | "FactorResetCancelled" | "FactorsReset" | "UserDeactivated" | "UserReactivated" | "ErasureRequested" | "ErasureCancelled" | "UserErased" | "SessionStarted" | "SessionReauthenticated" | "SessionEnded" | "SecondFactorAsked" | "SignInFailed" | "SignInLocked" | "SignInUnlocked" | "SignUpRepeated" | "MailedCodeFailed" | "SecondFactorFailed" | "SecondFactorLocked" | "SecondFactorAbandoned" | "PasskeyCloneSuspected" | "DeviceSeen" | "DeviceTrusted" | "DeviceTrustEnded" | "SignUpOffered" | "MailSent" | "MailFailed" | "SmsSent" | "SmsFailed" | "ExportRequested" | "ExportReady" | "ExportDownloaded" | "AuditRead" | "ReadModelChangeRequested" | "JobRetryRequested" | "RoleDefined" | "RoleChanged" | "RoleRetired" | "PermissionDefined" | "PermissionRetired" | "AdministratorBootstrapped" | "AdministratorAdded" | "AdministratorRemoved" | "GlobalRoleGranted" | "GlobalRoleWithdrawn" | "OrganizationCreated" | "OrganizationRenamed" | "OrganizationSlugChanged" | "OwnerAdded" | "OwnerRemoved" | "DomainAdded" | "DomainVerified" | "DomainProofMissed" | "DomainEnforcementSet" | "DomainVerificationLapsed" | "DomainRemoved" | "OrganizationPolicySet" | "OrganizationSuspended" | "OrganizationResumed" | "OrganizationDeleted" | "MembershipStarted" | "RoleAssigned" | "RoleUnassigned" | "MembershipSuspended" | "MembershipResumed" | "MemberSignedOut" | "MembershipEnded" | "InvitationSent" | "InvitationAccepted" | "InvitationDeclined" | "InvitationSettled" | "InvitationRevoked" | "ConnectionAdded" | "ConnectionChanged" | "CertificateAdded" | "CertificateRetired" | "ConnectionKeyAdded" | "ConnectionKeySwitched" | "ConnectionTested" | "ConnectionEnabled" | "ConnectionDisabled" | "ConnectionRemoved" | "ApiKeyCreated" | "ApiKeyRotated" | "ApiKeyRevoked" | "SigningKeyAdded" | "SigningKeyWithdrawn" | "WebhookCreated" | "WebhookChanged" | "WebhookSecretRotated" | "WebhookPaused" | "WebhookResumed" | "WebhookDeleted" | "WebhookTested" | "WebhookReplayed" | "WebhookDeliveryRetried")[] | null;
                };
            };
        };
        responses: {
            /** @description The consumer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consumer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteConsumer: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name in the path. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The consumer is deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    acknowledgeEvents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name in the path. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    position: string;
                };
            };
        };
        responses: {
            /** @description The consumer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Consumer"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readErasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The erasure. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasureReceipt"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readEvents: {
        parameters: {
            query?: {
                /** @description The position of the last event that the client has, or a time such as `2026-11-27T12:00:00Z`. */
                after?: string;
                /** @description The largest number of items in the answer. */
                limit?: string;
                /** @description The id of a person or thing. */
                subject?: string;
                /** @description Event types, separated by commas, such as `UserRegistered,EmailVerified`. */
                type?: string;
                /** @description Seconds to wait for an event if there is none, at most 30. */
                wait?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The next events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    streamEvents: {
        parameters: {
            query?: {
                /** @description The position of the last event that the client has, or a time such as `2026-11-27T12:00:00Z`. */
                after?: string;
                /** @description The id of a person or thing. */
                subject?: string;
                /** @description Event types, separated by commas, such as `UserRegistered,EmailVerified`. */
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One message for each event: `id` is its position, `data` the event as CloudEvents. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listJobs: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
                /** @description Only jobs in this state. */
                state?: "waiting" | "active" | "delayed" | "failed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of jobs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Jobs"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    retryJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The job. */
                job_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The job is due. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listOrganizations: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of organisations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    foundOrganizationFor: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example Analytical Engines */
                    name: string;
                    /** Format: uuid */
                    owner_id: string;
                    /**
                     * @description The name in URLs, which no other organisation has.
                     * @example analytical-engines
                     */
                    slug?: string;
                };
            };
        };
        responses: {
            /** @description The organisation. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The organisation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The organisation is deleted. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    changeOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @example Analytical Engines */
                    name?: string;
                    /**
                     * @description The name in URLs, which no other organisation has.
                     * @example analytical-engines
                     */
                    slug?: string;
                };
            };
        };
        responses: {
            /** @description The organisation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listOrganizationApiKeys: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of keys, including revoked keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createOrganizationApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default 90 */
                    expires_in_days?: number;
                    /** @example billing */
                    name: string;
                    scopes: ("organization:read" | "organization:write" | "organization:delete" | "members:read" | "members:write" | "members:invite" | "connections:read" | "connections:write" | "domains:read" | "domains:write" | "policy:read" | "policy:write" | "roles:read" | "roles:write" | "roles:assign" | "api_keys:read" | "api_keys:write")[];
                };
            };
        };
        responses: {
            /** @description The key. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    revokeOrganizationApiKey: {
        parameters: {
            query?: {
                /** @description With `true`, the keys that it created are revoked too, and the keys that these created. */
                descendants?: "true" | "false";
            };
            header?: never;
            path: {
                /** @description The key. */
                key_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The revoked key. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    rotateOrganizationApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key. */
                key_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description Seconds during which the previous secret stays valid.
                     * @default 3600
                     */
                    overlap_seconds?: number;
                };
            };
        };
        responses: {
            /** @description The new key. It is returned only once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listConnections: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of connections. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @constant */
                    kind: "saml";
                    /** @example Corporate directory */
                    name: string;
                };
            };
        };
        responses: {
            /** @description The connection. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    removeConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection is removed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    changeConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    allow_unsolicited?: boolean;
                    /** @description The attributes with the address and the name of a person. */
                    attributes?: {
                        email: string | null;
                        name: string | null;
                    };
                    /** @description The name of the identity provider in its metadata. */
                    entity_id?: string;
                    force_authn?: boolean;
                    /** @description The authentication contexts that replace the second factor of this service. */
                    mfa_contexts?: string[];
                    /** @example Analytical Engines */
                    name?: string;
                    /** @description The format of the names to ask for; null leaves it to the identity provider. */
                    name_id_format?: ("persistent" | "emailAddress" | "unspecified") | null;
                    /** @enum {string} */
                    request_binding?: "redirect" | "post";
                    /** @description The roles that values of an attribute give at each sign-in. */
                    role_mapping?: {
                        attribute: string;
                        roles: {
                            /** Format: uuid */
                            role_id: string;
                            value: string;
                        }[];
                    } | null;
                    sign_requests?: boolean;
                    slo_url?: string | null;
                    /** Format: uri */
                    sso_url?: string;
                };
            };
        };
        responses: {
            /** @description The connection. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addConnectionCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The certificate in PEM, or in base64 as metadata has it. */
                    pem: string;
                };
            };
        };
        responses: {
            /** @description The connection. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    retireConnectionCertificate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
                /** @description The SHA-256 fingerprint of the certificate. */
                fingerprint: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    disableConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The connection. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    enableConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addConnectionKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    switchConnectionKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    proposeConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The XML document of the identity provider. */
                    metadata: string;
                };
            };
        };
        responses: {
            /** @description The proposal. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionProposal"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    testConnection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The connection to an identity provider. */
                connection_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The address, which works once. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTest"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listDomains: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All domains. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationDomainList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @example example.com */
                    domain: string;
                };
            };
        };
        responses: {
            /** @description The domain. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationDomain"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    removeDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The domain of the organisation. */
                domain_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The domain is removed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    changeDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The domain of the organisation. */
                domain_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description An enabled connection of the organisation; null opens every way to sign in. */
                    enforce_connection: string | null;
                };
            };
        };
        responses: {
            /** @description The domain. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationDomain"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    verifyDomain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The domain of the organisation. */
                domain_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The domain. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationDomain"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listInvitations: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of invitations. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    sendInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * Format: email
                     * @example ada@example.com
                     */
                    email: string;
                    /**
                     * @description Seconds until the invitation expires.
                     * @default 604800
                     */
                    expires_in?: number;
                    /**
                     * @description Ids or keys of the first roles of the member.
                     * @default []
                     */
                    role_ids?: string[];
                };
            };
        };
        responses: {
            /** @description The invitation. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    revokeInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invitation to the organisation. */
                invitation_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invitation is revoked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    resendInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invitation to the organisation. */
                invitation_id: string;
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The invitation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listMembers: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
                /** @description The id or the key of the role. */
                role?: string;
                /** @description Only items with this status. */
                status?: "active" | "suspended";
            };
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of members. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readMember: {
        parameters: {
            query?: {
                /** @description A position of the log, or a time such as `2026-11-27T12:00:00Z`. */
                as_of?: string;
            };
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberAccess"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberAccess"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member is removed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    resumeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberAccess"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    assignRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
                /** @description The id or the key of the role. */
                role_id: string;
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberAccess"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    unassignRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
                /** @description The id or the key of the role. */
                role_id: string;
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberAccess"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    signOutMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberAccess"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    suspendMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberAccess"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    addOwner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberAccess"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    removeOwner: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The member. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberAccess"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readOrganizationPolicy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationPolicy"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    setOrganizationPolicy: {
        parameters: {
            query?: {
                /** @description The next page of a preview. */
                cursor?: string;
                /** @description With `true`, nothing is written: the answer lists the members that would be concerned. */
                dry_run?: "true" | "false";
            };
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The greatest age of the proof of the identity; null: as long as the session. */
                    max_session_age_s: number | null;
                    /** @description Whether members need a session of the level `aal2`. */
                    require_mfa: boolean;
                    /** @description The longest life of a token for the organisation; null: that of every access token. */
                    token_ttl_s: number | null;
                };
            };
        };
        responses: {
            /** @description The policy, or its preview. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedOrganizationPolicy"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    resumeOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The organisation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listOrganizationRoles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All roles. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Roles"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    defineOrganizationRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default
                     * @example Answers customers
                     */
                    description?: string;
                    /**
                     * @description The ids or keys of the roles whose permissions this role has as well.
                     * @default []
                     */
                    inherits?: string[];
                    /** @example support */
                    key: string;
                    /** @example Support */
                    name: string;
                    /**
                     * @example [
                     *       "users:read"
                     *     ]
                     */
                    permissions: string[];
                };
            };
        };
        responses: {
            /** @description The role. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readOrganizationRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
                /** @description The id or the key of the role. */
                role_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    changeOrganizationRole: {
        parameters: {
            query?: {
                /** @description The next page of a preview. */
                cursor?: string;
                /** @description With `true`, nothing is written: the answer lists the people whose permissions would change. */
                dry_run?: "true" | "false";
            };
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
                /** @description The id or the key of the role. */
                role_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default
                     * @example Answers customers
                     */
                    description?: string;
                    /**
                     * @description The ids or keys of the roles whose permissions this role has as well.
                     * @default []
                     */
                    inherits?: string[];
                    /** @example Support */
                    name: string;
                    /**
                     * @example [
                     *       "users:read"
                     *     ]
                     */
                    permissions: string[];
                };
            };
        };
        responses: {
            /** @description The changed role, or its preview. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedRole"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    retireOrganizationRole: {
        parameters: {
            query?: {
                /** @description The next page of a preview. */
                cursor?: string;
                /** @description With `true`, nothing is written: the answer lists the people whose permissions would change. */
                dry_run?: "true" | "false";
            };
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
                /** @description The id or the key of the role. */
                role_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role is retired, or the preview. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetiredRole"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    suspendOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation. */
                organization_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The organisation. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listPermissions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All permissions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Permissions"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    definePermission: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the permission. */
                permission: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @default
                     * @example Answers customers
                     */
                    description?: string;
                };
            };
        };
        responses: {
            /** @description The permission. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Permission"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    retirePermission: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the permission. */
                permission: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The permission is retired. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listDataCategories: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The categories. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DataCategories"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readRetention: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The periods. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Retention"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listReaders: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The readers. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Readers"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    discardProjectionVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a read model, such as `users@1`. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The version is dropped. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    promoteProjection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a read model, such as `users@1`. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description True to promote a version that differs from the serving one.
                     * @default false
                     */
                    accept_difference?: boolean;
                };
            };
        };
        responses: {
            /** @description The new version serves. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    rebuildProjection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a read model, such as `users@1`. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A projector fills the new version. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    rollBackProjection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of a read model, such as `users@1`. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The former version serves again. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listRoles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All roles. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Roles"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    defineRole: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default
                     * @example Answers customers
                     */
                    description?: string;
                    /**
                     * @description The ids or keys of the roles whose permissions this role has as well.
                     * @default []
                     */
                    inherits?: string[];
                    /** @example support */
                    key: string;
                    /** @example Support */
                    name: string;
                    /**
                     * @example [
                     *       "users:read"
                     *     ]
                     */
                    permissions: string[];
                };
            };
        };
        responses: {
            /** @description The role. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id or the key of the role. */
                role_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Role"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    changeRole: {
        parameters: {
            query?: {
                /** @description The next page of a preview. */
                cursor?: string;
                /** @description With `true`, nothing is written: the answer lists the people whose permissions would change. */
                dry_run?: "true" | "false";
            };
            header?: never;
            path: {
                /** @description The id or the key of the role. */
                role_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @default
                     * @example Answers customers
                     */
                    description?: string;
                    /**
                     * @description The ids or keys of the roles whose permissions this role has as well.
                     * @default []
                     */
                    inherits?: string[];
                    /** @example Support */
                    name: string;
                    /**
                     * @example [
                     *       "users:read"
                     *     ]
                     */
                    permissions: string[];
                };
            };
        };
        responses: {
            /** @description The changed role, or its preview. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangedRole"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    retireRole: {
        parameters: {
            query?: {
                /** @description The next page of a preview. */
                cursor?: string;
                /** @description With `true`, nothing is written: the answer lists the people whose permissions would change. */
                dry_run?: "true" | "false";
            };
            header?: never;
            path: {
                /** @description The id or the key of the role. */
                role_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role is retired, or the preview. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetiredRole"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listRoleHolders: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path: {
                /** @description The id or the key of the role. */
                role_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of people. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleHolderPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listSigningKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Keyring"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    withdrawSigningKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Keyring"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    rotateSigningKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Keyring"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    explainToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: date-time */
                    at?: string;
                    token: string;
                };
            };
        };
        responses: {
            /** @description The reasons. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenExplanation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description Only accounts with this address. */
                email?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
                /** @description Only items with this status. */
                status?: "active" | "inactive" | "verified" | "unverified";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of accounts. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readUser: {
        parameters: {
            query?: {
                /** @description A position of the log, or a time such as `2026-11-27T12:00:00Z`. */
                as_of?: string;
            };
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account; with `as_of`, its state at that point, and null for fields without their scope. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserAtTime"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    eraseUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description All sessions have ended, and the account is erased now or later. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erasure"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readUserAccess: {
        parameters: {
            query?: {
                /** @description A position of the log, or a time such as `2026-11-27T12:00:00Z`. */
                as_of?: string;
            };
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The roles and permissions of the person. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Access"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    cancelUserErasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description The account stays. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deactivateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readUserDiff: {
        parameters: {
            query?: {
                /** @description A position of the log, or a time such as `2026-11-27T12:00:00Z`. */
                from?: string;
                /** @description A position of the log, or a time such as `2026-11-27T12:00:00Z`. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes in log order. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountDiff"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readUserHistory: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listUserExports: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The exports. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exports"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    requestUserExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description A link to the archive will be mailed. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Exports"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listUserFactors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The factors. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Factors"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    removeUserFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The factor of the account. */
                factor_id: string;
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The factor is removed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listFactorUses: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path: {
                /** @description The factor of the account. */
                factor_id: string;
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of uses. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactorUses"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    impersonateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The audit and the mail to the person show it. */
                    reason: string;
                    /**
                     * @description Seconds; the lifetime of an access token limits them as well.
                     * @default 1800
                     */
                    ttl?: number;
                };
            };
        };
        responses: {
            /** @description The access token of the session. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Impersonation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    cancelUserFactorReset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The factors stay. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    demandUserFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The change is recorded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    releaseUserFactor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The change is recorded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    resetUserFactors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @description Resets without a delay; needs `mfa:reset_now`. */
                    now?: boolean;
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The request is recorded. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listUserOrganizations: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of organisations, with the roles there. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnOrganizationPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    reactivateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The account. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    grantRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id or the key of the role. */
                role_id: string;
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The roles and permissions of the person. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Access"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    withdrawRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id or the key of the role. */
                role_id: string;
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The roles and permissions of the person. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Access"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listUserSessions: {
        parameters: {
            query?: {
                /** @description A position of the log, or a time such as `2026-11-27T12:00:00Z`. */
                as_of?: string;
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sessions that are active, or had not ended at the point `as_of`. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsAtTime"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    signOutUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description All sessions have ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    unlockUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    reason?: string;
                };
            };
        };
        responses: {
            /** @description The account is unlocked. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Message"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of webhooks. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description The address that gets a mail when the service pauses the endpoint.
                     * @example ops@example.com
                     */
                    contact_email?: string | null;
                    /**
                     * @default
                     * @example Billing
                     */
                    description?: string;
                    /**
                     * @description The subjects and the actors whose events are delivered.
                     * @default {
                     *       "subjects": [],
                     *       "actors": []
                     *     }
                     */
                    filter?: {
                        /**
                         * @description `user:<id>`, `api_key:<id>`, `service` and others; empty: all.
                         * @default []
                         */
                        actors?: string[];
                        /**
                         * @description Ids of people or things; empty: all.
                         * @default []
                         */
                        subjects?: string[];
                    };
                    /**
                     * @description The position after which deliveries begin; empty: the beginning of the log. By default they begin with the next event.
                     * @default null
                     */
                    from?: string | null;
                    /**
                     * @description `v1`: HMAC-SHA256 with a shared secret. `v1a`: Ed25519, verified with a public key.
                     * @default v1
                     * @enum {string}
                     */
                    signature?: "v1" | "v1a";
                    /**
                     * @description Event types; empty: every type that needs no scope beside `events:read`.
                     * @default []
                     * @example [
                     *       "UserRegistered"
                     *     ]
                     */
                    types?: ("UserRegistered" | "UserImported" | "EmailVerified" | "PasswordSet" | "PasswordAdded" | "PasswordRemoved" | "PasswordChanged" | "PasswordRehashed" | "PasswordReset" | "ProfileUpdated" | "EmailChangeRequested" | "EmailChangeLapsed" | "EmailChanged" | "SessionsEnded" | "ActivityDisowned" | "OAuthIdentityLinked" | "OAuthIdentityUnlinked" | "OAuthIdentityRemoved" | "OAuthIdentityRestored" | "TotpAdded" | "PasskeyAdded" | "PhoneAdded" | "FactorRenamed" | "FactorRemoved" | "RecoveryCodesIssued" | "RecoveryCodeUsed" | "SecondFactorDemanded" | "SecondFactorReleased" | "FactorResetAsked" | "FactorResetCancelled" | "FactorsReset" | "UserDeactivated" | "UserReactivated" | "ErasureRequested" | "ErasureCancelled" | "UserErased" | "SessionStarted" | "SessionReauthenticated" | "SessionEnded" | "SecondFactorAsked" | "SignInFailed" | "SignInLocked" | "SignInUnlocked" | "SignUpRepeated" | "MailedCodeFailed" | "SecondFactorFailed" | "SecondFactorLocked" | "SecondFactorAbandoned" | "PasskeyCloneSuspected" | "DeviceSeen" | "DeviceTrusted" | "DeviceTrustEnded" | "SignUpOffered" | "MailSent" | "MailFailed" | "SmsSent" | "SmsFailed" | "ExportRequested" | "ExportReady" | "ExportDownloaded" | "AuditRead" | "ReadModelChangeRequested" | "JobRetryRequested" | "RoleDefined" | "RoleChanged" | "RoleRetired" | "PermissionDefined" | "PermissionRetired" | "AdministratorBootstrapped" | "AdministratorAdded" | "AdministratorRemoved" | "GlobalRoleGranted" | "GlobalRoleWithdrawn" | "OrganizationCreated" | "OrganizationRenamed" | "OrganizationSlugChanged" | "OwnerAdded" | "OwnerRemoved" | "DomainAdded" | "DomainVerified" | "DomainProofMissed" | "DomainEnforcementSet" | "DomainVerificationLapsed" | "DomainRemoved" | "OrganizationPolicySet" | "OrganizationSuspended" | "OrganizationResumed" | "OrganizationDeleted" | "MembershipStarted" | "RoleAssigned" | "RoleUnassigned" | "MembershipSuspended" | "MembershipResumed" | "MemberSignedOut" | "MembershipEnded" | "InvitationSent" | "InvitationAccepted" | "InvitationDeclined" | "InvitationSettled" | "InvitationRevoked" | "ConnectionAdded" | "ConnectionChanged" | "CertificateAdded" | "CertificateRetired" | "ConnectionKeyAdded" | "ConnectionKeySwitched" | "ConnectionTested" | "ConnectionEnabled" | "ConnectionDisabled" | "ConnectionRemoved" | "ApiKeyCreated" | "ApiKeyRotated" | "ApiKeyRevoked" | "SigningKeyAdded" | "SigningKeyWithdrawn" | "WebhookCreated" | "WebhookChanged" | "WebhookSecretRotated" | "WebhookPaused" | "WebhookResumed" | "WebhookDeleted" | "WebhookTested" | "WebhookReplayed" | "WebhookDeliveryRetried")[];
                    /**
                     * Format: uri
                     * @example https://example.com/credence
                     */
                    url: string;
                };
            };
        };
        responses: {
            /** @description The webhook. */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhook"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The deleted webhook. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    updateWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description The address that gets a mail when the service pauses the endpoint.
                     * @example ops@example.com
                     */
                    contact_email?: string | null;
                    /** @example Billing */
                    description?: string;
                    /** @description The subjects and the actors whose events are delivered. */
                    filter?: {
                        /**
                         * @description `user:<id>`, `api_key:<id>`, `service` and others; empty: all.
                         * @default []
                         */
                        actors?: string[];
                        /**
                         * @description Ids of people or things; empty: all.
                         * @default []
                         */
                        subjects?: string[];
                    };
                    /**
                     * @description Event types; empty: every type that needs no scope beside `events:read`.
                     * @example [
                     *       "UserRegistered"
                     *     ]
                     */
                    types?: ("UserRegistered" | "UserImported" | "EmailVerified" | "PasswordSet" | "PasswordAdded" | "PasswordRemoved" | "PasswordChanged" | "PasswordRehashed" | "PasswordReset" | "ProfileUpdated" | "EmailChangeRequested" | "EmailChangeLapsed" | "EmailChanged" | "SessionsEnded" | "ActivityDisowned" | "OAuthIdentityLinked" | "OAuthIdentityUnlinked" | "OAuthIdentityRemoved" | "OAuthIdentityRestored" | "TotpAdded" | "PasskeyAdded" | "PhoneAdded" | "FactorRenamed" | "FactorRemoved" | "RecoveryCodesIssued" | "RecoveryCodeUsed" | "SecondFactorDemanded" | "SecondFactorReleased" | "FactorResetAsked" | "FactorResetCancelled" | "FactorsReset" | "UserDeactivated" | "UserReactivated" | "ErasureRequested" | "ErasureCancelled" | "UserErased" | "SessionStarted" | "SessionReauthenticated" | "SessionEnded" | "SecondFactorAsked" | "SignInFailed" | "SignInLocked" | "SignInUnlocked" | "SignUpRepeated" | "MailedCodeFailed" | "SecondFactorFailed" | "SecondFactorLocked" | "SecondFactorAbandoned" | "PasskeyCloneSuspected" | "DeviceSeen" | "DeviceTrusted" | "DeviceTrustEnded" | "SignUpOffered" | "MailSent" | "MailFailed" | "SmsSent" | "SmsFailed" | "ExportRequested" | "ExportReady" | "ExportDownloaded" | "AuditRead" | "ReadModelChangeRequested" | "JobRetryRequested" | "RoleDefined" | "RoleChanged" | "RoleRetired" | "PermissionDefined" | "PermissionRetired" | "AdministratorBootstrapped" | "AdministratorAdded" | "AdministratorRemoved" | "GlobalRoleGranted" | "GlobalRoleWithdrawn" | "OrganizationCreated" | "OrganizationRenamed" | "OrganizationSlugChanged" | "OwnerAdded" | "OwnerRemoved" | "DomainAdded" | "DomainVerified" | "DomainProofMissed" | "DomainEnforcementSet" | "DomainVerificationLapsed" | "DomainRemoved" | "OrganizationPolicySet" | "OrganizationSuspended" | "OrganizationResumed" | "OrganizationDeleted" | "MembershipStarted" | "RoleAssigned" | "RoleUnassigned" | "MembershipSuspended" | "MembershipResumed" | "MemberSignedOut" | "MembershipEnded" | "InvitationSent" | "InvitationAccepted" | "InvitationDeclined" | "InvitationSettled" | "InvitationRevoked" | "ConnectionAdded" | "ConnectionChanged" | "CertificateAdded" | "CertificateRetired" | "ConnectionKeyAdded" | "ConnectionKeySwitched" | "ConnectionTested" | "ConnectionEnabled" | "ConnectionDisabled" | "ConnectionRemoved" | "ApiKeyCreated" | "ApiKeyRotated" | "ApiKeyRevoked" | "SigningKeyAdded" | "SigningKeyWithdrawn" | "WebhookCreated" | "WebhookChanged" | "WebhookSecretRotated" | "WebhookPaused" | "WebhookResumed" | "WebhookDeleted" | "WebhookTested" | "WebhookReplayed" | "WebhookDeliveryRetried")[];
                    /**
                     * Format: uri
                     * @example https://example.com/credence
                     */
                    url?: string;
                };
            };
        };
        responses: {
            /** @description The changed webhook. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query?: {
                /** @description The `next_cursor` of the previous page. */
                cursor?: string;
                /** @description The maximum number of items: 1 to 200, by default 50. */
                limit?: string;
                /** @description Only items with this status. */
                status?: "delivered" | "waiting" | "parked";
            };
            header?: never;
            path: {
                /** @description The webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveryPage"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    retryWebhookDelivery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The event. */
                event_id: string;
                /** @description The webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The webhook. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    pauseWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The paused webhook. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    replayWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description The position after which the replay begins; empty: the beginning of the log. */
                    from: string;
                    /**
                     * @description The position of the last event. By default the replay ends at the end of the log.
                     * @default null
                     */
                    to?: string | null;
                    /**
                     * @description Event types; empty: every type that needs no scope beside `events:read`.
                     * @default []
                     * @example [
                     *       "UserRegistered"
                     *     ]
                     */
                    types?: ("UserRegistered" | "UserImported" | "EmailVerified" | "PasswordSet" | "PasswordAdded" | "PasswordRemoved" | "PasswordChanged" | "PasswordRehashed" | "PasswordReset" | "ProfileUpdated" | "EmailChangeRequested" | "EmailChangeLapsed" | "EmailChanged" | "SessionsEnded" | "ActivityDisowned" | "OAuthIdentityLinked" | "OAuthIdentityUnlinked" | "OAuthIdentityRemoved" | "OAuthIdentityRestored" | "TotpAdded" | "PasskeyAdded" | "PhoneAdded" | "FactorRenamed" | "FactorRemoved" | "RecoveryCodesIssued" | "RecoveryCodeUsed" | "SecondFactorDemanded" | "SecondFactorReleased" | "FactorResetAsked" | "FactorResetCancelled" | "FactorsReset" | "UserDeactivated" | "UserReactivated" | "ErasureRequested" | "ErasureCancelled" | "UserErased" | "SessionStarted" | "SessionReauthenticated" | "SessionEnded" | "SecondFactorAsked" | "SignInFailed" | "SignInLocked" | "SignInUnlocked" | "SignUpRepeated" | "MailedCodeFailed" | "SecondFactorFailed" | "SecondFactorLocked" | "SecondFactorAbandoned" | "PasskeyCloneSuspected" | "DeviceSeen" | "DeviceTrusted" | "DeviceTrustEnded" | "SignUpOffered" | "MailSent" | "MailFailed" | "SmsSent" | "SmsFailed" | "ExportRequested" | "ExportReady" | "ExportDownloaded" | "AuditRead" | "ReadModelChangeRequested" | "JobRetryRequested" | "RoleDefined" | "RoleChanged" | "RoleRetired" | "PermissionDefined" | "PermissionRetired" | "AdministratorBootstrapped" | "AdministratorAdded" | "AdministratorRemoved" | "GlobalRoleGranted" | "GlobalRoleWithdrawn" | "OrganizationCreated" | "OrganizationRenamed" | "OrganizationSlugChanged" | "OwnerAdded" | "OwnerRemoved" | "DomainAdded" | "DomainVerified" | "DomainProofMissed" | "DomainEnforcementSet" | "DomainVerificationLapsed" | "DomainRemoved" | "OrganizationPolicySet" | "OrganizationSuspended" | "OrganizationResumed" | "OrganizationDeleted" | "MembershipStarted" | "RoleAssigned" | "RoleUnassigned" | "MembershipSuspended" | "MembershipResumed" | "MemberSignedOut" | "MembershipEnded" | "InvitationSent" | "InvitationAccepted" | "InvitationDeclined" | "InvitationSettled" | "InvitationRevoked" | "ConnectionAdded" | "ConnectionChanged" | "CertificateAdded" | "CertificateRetired" | "ConnectionKeyAdded" | "ConnectionKeySwitched" | "ConnectionTested" | "ConnectionEnabled" | "ConnectionDisabled" | "ConnectionRemoved" | "ApiKeyCreated" | "ApiKeyRotated" | "ApiKeyRevoked" | "SigningKeyAdded" | "SigningKeyWithdrawn" | "WebhookCreated" | "WebhookChanged" | "WebhookSecretRotated" | "WebhookPaused" | "WebhookResumed" | "WebhookDeleted" | "WebhookTested" | "WebhookReplayed" | "WebhookDeliveryRetried")[];
                };
            };
        };
        responses: {
            /** @description The webhook. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    resumeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description `pause`: deliveries continue where they stopped. `now`: events of the pause are skipped.
                     * @default pause
                     * @enum {string}
                     */
                    from?: "pause" | "now";
                };
            };
        };
        responses: {
            /** @description The active webhook. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /**
                     * @description Seconds during which deliveries also carry a signature with the previous secret.
                     * @default 86400
                     */
                    overlap_seconds?: number;
                    /**
                     * @description `v1`: HMAC-SHA256 with a shared secret. `v1a`: Ed25519, verified with a public key.
                     * @enum {string}
                     */
                    signature?: "v1" | "v1a";
                };
            };
        };
        responses: {
            /** @description The webhook with its new secret. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhook"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook. */
                webhook_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The test is under way. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTest"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
}
