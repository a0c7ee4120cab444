import { randomUUID } from 'node:crypto';
import { IDP } from './identity-provider.js';

/** The addresses of a request that a response answers. */
interface Answered {
  readonly acsUrl: string;
  readonly requestId: string;
}

/** Returns the values of the tags in a response template of samlify. */
export function samlifyTags({ acsUrl, requestId }: Answered, email: string): Record<string, string> {
  const now = new Date().toISOString();
  const end = new Date(Date.now() + 300_000).toISOString();
  return {
    ID: `_${randomUUID()}`,
    AssertionID: `_${randomUUID()}`,
    Destination: acsUrl,
    Audience: acsUrl.replace(/acs$/, 'metadata'),
    SubjectRecipient: acsUrl,
    Issuer: IDP,
    IssueInstant: now,
    ConditionsNotBefore: now,
    ConditionsNotOnOrAfter: end,
    SubjectConfirmationDataNotOnOrAfter: end,
    StatusCode: 'urn:oasis:names:tc:SAML:2.0:status:Success',
    NameIDFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
    NameID: email,
    InResponseTo: requestId,
    AttributeStatement: '',
  };
}

/** Returns the address for responses in the metadata of a connection. */
export function acsUrlIn(metadata: string): string {
  return /<md:AssertionConsumerService [^>]*Location="([^"]+)"/.exec(metadata)?.[1] ?? '';
}
