/** The settings of a resource server. */
export interface Options {
  /** `PUBLIC_URL` of Credence, to the letter: it is the issuer and the audience of its tokens. */
  readonly issuer: string;
  /** An API key with the scope `events:read`. */
  readonly apiKey: string;
  /** The treatment of valid tokens while ended sessions are unknown: the feed was silent for `maxSilenceSeconds`. */
  readonly whenSilent: 'accept' | 'refuse';
  /** Time without an answer of the feed after which `whenSilent` applies, at least 3. Default: 60. */
  readonly maxSilenceSeconds?: number;
  /** `ACCESS_TOKEN_TTL` of Credence. Older tokens are refused. Default: 600. */
  readonly accessTokenSeconds?: number;
  /** Receives each new failure of the feed and of the signing keys once. Default: prints its message. */
  readonly onError?: (error: Error) => void;
}

export type Settings = Required<Options>;

const MIN_SILENCE_SECONDS = 3;
const DEFAULT_SILENCE_SECONDS = 60;
const DEFAULT_TOKEN_SECONDS = 600;

/**
 * Completes the options with their defaults.
 *
 * @throws TypeError an option has an impossible value
 */
export function settingsOf(options: Options): Settings {
  const settings = {
    maxSilenceSeconds: DEFAULT_SILENCE_SECONDS,
    accessTokenSeconds: DEFAULT_TOKEN_SECONDS,
    onError: (error: Error) => {
      console.error(error.message);
    },
    ...options,
  };
  const { issuer, apiKey, whenSilent, maxSilenceSeconds, accessTokenSeconds } = settings;
  if (!URL.canParse(issuer) || issuer.endsWith('/'))
    throw new TypeError('issuer must be the PUBLIC_URL of Credence, a URL without a slash at its end.');
  if (!/^\S+$/.test(apiKey)) throw new TypeError('apiKey must be an API key of Credence.');
  // Callers in JavaScript are not held by the type.
  if (!['accept', 'refuse'].includes(whenSilent))
    throw new TypeError("whenSilent must be 'accept' or 'refuse'.");
  if (!(maxSilenceSeconds >= MIN_SILENCE_SECONDS && maxSilenceSeconds < Infinity))
    throw new TypeError(`maxSilenceSeconds must be at least ${MIN_SILENCE_SECONDS}.`);
  if (!(accessTokenSeconds >= 1 && accessTokenSeconds < Infinity))
    throw new TypeError('accessTokenSeconds must be at least 1.');
  return settings;
}
