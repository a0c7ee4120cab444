/** Returns codes and messages of an error and its causes as one text, in which patterns recognise a known failure. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const code = 'code' in error ? String(error.code) : '';
  return `${code} ${error.name} ${error.message}\n${failureText(error.cause)}`;
}

/** Failures of the verification of a certificate, by code or message of OpenSSL and Node.js. */
export const CERTIFICATE_FAILURE =
  /certificate|CERT_|SELF_SIGNED|ERR_TLS_CERT|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF)|does not match certificate/i;
