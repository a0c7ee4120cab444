/**
 * Returns an SMTP URL whose connection fails instead of sending in clear text. Nodemailer otherwise uses STARTTLS only
 * if the server offers it, and an attacker in between can remove the offer (RFC 3207 §6).
 */
export function requireTls(smtpUrl: string): string {
  const url = new URL(smtpUrl);
  for (const name of ['requireTLS', 'ignoreTLS', 'opportunisticTLS', 'secure']) url.searchParams.delete(name);
  url.searchParams.set('requireTLS', 'true');
  return url.href;
}
