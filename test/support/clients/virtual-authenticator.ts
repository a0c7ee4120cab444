import type { CDPSession, Page } from 'playwright-core';

/** Bits that make the answers of an authenticator wrong. */
export interface WrongBits {
  readonly isBogusSignature?: boolean;
  readonly isBadUV?: boolean;
  readonly isBadUP?: boolean;
}

/** An authenticator that Chromium simulates for one page (Chrome DevTools Protocol, domain WebAuthn). */
export interface VirtualAuthenticator {
  /** Makes the next answers wrong; without an argument, right again. */
  answerWrongly(bits?: WrongBits): Promise<void>;
  credentialIds(): Promise<string[]>;
  remove(): Promise<void>;
}

export async function addVirtualAuthenticator(
  page: Page,
  { transport = 'internal' }: { readonly transport?: 'internal' | 'usb' } = {},
): Promise<VirtualAuthenticator> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport,
      hasResidentKey: transport === 'internal',
      hasUserVerification: transport === 'internal',
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async answerWrongly(bits = {}) {
      const right = { isBogusSignature: false, isBadUV: false, isBadUP: false };
      await cdp.send('WebAuthn.setResponseOverrideBits', { authenticatorId, ...right, ...bits });
    },
    async credentialIds() {
      const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
      return credentials.map(({ credentialId }) => credentialId);
    },
    async remove() {
      await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
    },
  };
}
