import { readFileSync } from 'node:fs';

/** The TLS modes of libpq (PostgreSQL documentation, "SSL Mode Descriptions"). */
export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof SSL_MODES)[number];

/** A connection URL that cannot be used. The message says how to write it and never repeats the URL. */
export class InvalidDatabaseUrl extends Error {
  override readonly name = 'InvalidDatabaseUrl';
}

/** A parsed `postgres:` URL. */
export interface ConnectionTarget {
  /** A host name, an address without brackets, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly database: string;
  readonly sslMode: SslMode;
  /** PEM text of the authorities that may have signed the server's certificate; undefined: those of Node.js. */
  readonly rootCertificates: string | undefined;
  /** PEM texts of the client's own certificate and its key. */
  readonly clientCertificate: { readonly cert: string; readonly key: string } | undefined;
  /** Server settings that the operator asks for, as libpq's `options` spells them. */
  readonly options: string | undefined;
}

const DEFAULT_PORT = 5432;
const URL_PARTS =
  /^postgres(?:ql)?:\/\/(?:(?<credentials>[^/?#]*)@)?(?<authority>[^@/?#]*)(?:\/(?<database>[^?#]*))?(?:\?(?<query>[^#]*))?$/;
const PARAMETERS = new Set([
  'host',
  'port',
  'user',
  'password',
  'dbname',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'options',
]);

/**
 * Parses a connection URL with libpq's meaning: Unix sockets, IPv6 with zone, percent-encoding, TLS modes.
 * A URL without a database names the one that is called like the user. Reads the certificate files it names.
 *
 * @throws InvalidDatabaseUrl
 */
export function parseDatabaseUrl(url: string): ConnectionTarget {
  const parts = URL_PARTS.exec(url)?.groups;
  const { credentials = '', authority = '', database = '', query = '' } = parts ?? {};
  if (parts === undefined || /[@/]/.test(database) || query.includes('@'))
    throw new InvalidDatabaseUrl(
      'is not a postgres:// URL; percent-encode special characters in the user name and the password',
    );
  const parameters = parametersOf(query);
  const { host, port } = addressOf(parameters, authority);
  const separator = credentials.indexOf(':');
  const user =
    parameters.get('user') ?? decode(separator < 0 ? credentials : credentials.slice(0, separator));
  if (user === '')
    throw new InvalidDatabaseUrl('names no user: write postgres://user:password@host/database');
  const password =
    parameters.get('password') ?? (separator < 0 ? undefined : decode(credentials.slice(separator + 1)));
  return {
    host,
    port,
    user,
    password,
    database: parameters.get('dbname') ?? (decode(database) || user),
    options: parameters.get('options'),
    ...tlsOf(parameters),
  };
}

function parametersOf(query: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.split('&').filter((part) => part !== '')) {
    const [name = '', value = ''] = pair.split(/=(.*)/s);
    const key = decode(name);
    if (!PARAMETERS.has(key))
      throw new InvalidDatabaseUrl(`has an unknown parameter; known are ${[...PARAMETERS].join(', ')}`);
    // Other drivers write a space as a plus.
    parameters.set(key, decode(key === 'options' ? value.replaceAll('+', ' ') : value));
  }
  return parameters;
}

function addressOf(parameters: ReadonlyMap<string, string>, authority: string) {
  const named = /^(?:\[(?<address>[^\]]*)\]|(?<name>[^:]*))(?::(?<port>\d*))?$/.exec(authority)?.groups;
  if (named === undefined)
    throw new InvalidDatabaseUrl('has no valid host and port; write an IPv6 address in brackets');
  const host =
    parameters.get('host') ?? decode(named['address']?.replace(/%(?!25)/, '%25') ?? named['name'] ?? '');
  if (host.includes(',')) throw new InvalidDatabaseUrl('names several hosts; name one');
  const port = Number(parameters.get('port') ?? (named['port'] || DEFAULT_PORT));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidDatabaseUrl('has no valid port');
  return { host: host === '' ? 'localhost' : host, port };
}

function tlsOf(
  parameters: ReadonlyMap<string, string>,
): Pick<ConnectionTarget, 'sslMode' | 'rootCertificates' | 'clientCertificate'> {
  const asked = parameters.get('sslmode') ?? 'prefer';
  const mode = SSL_MODES.find((known) => known === asked);
  if (mode === undefined)
    throw new InvalidDatabaseUrl(`has an unknown sslmode; known are ${SSL_MODES.join(', ')}`);
  const root = parameters.get('sslrootcert');
  if (mode === 'verify-ca' && root === undefined)
    throw new InvalidDatabaseUrl('has sslmode=verify-ca without sslrootcert; name the file of the authority');
  const [cert, key] = [parameters.get('sslcert'), parameters.get('sslkey')];
  if ((cert === undefined) !== (key === undefined))
    throw new InvalidDatabaseUrl('needs both sslcert and sslkey, or neither');
  return {
    // With an authority at hand, libpq's `require` verifies the certificate as `verify-ca` does.
    sslMode: mode === 'require' && root !== undefined ? 'verify-ca' : mode,
    rootCertificates: root === undefined || root === 'system' ? undefined : readPem(root, 'sslrootcert'),
    clientCertificate:
      cert === undefined || key === undefined
        ? undefined
        : { cert: readPem(cert, 'sslcert'), key: readPem(key, 'sslkey') },
  };
}

function readPem(path: string, parameter: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new InvalidDatabaseUrl(`names a file in ${parameter} that cannot be read`);
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidDatabaseUrl('has a % that stands alone; percent-encode it as %25');
  }
}
