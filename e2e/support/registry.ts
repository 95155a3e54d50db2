/** What the package managers say when the registry is out of reach, which fails no test. */

const UNREACHABLE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ESOCKETTIMEDOUT|ERR_SOCKET_TIMEOUT|UND_ERR_CONNECT_TIMEOUT)\b/;

/** npm and pnpm would try for minutes. */
export const GIVE_UP_SOON = {
  npm_config_fetch_retries: '1',
  npm_config_fetch_retry_mintimeout: '1000',
  npm_config_fetch_timeout: '30000',
};

/**
 * Why nothing could be installed.
 *
 * @throws the error itself, where it says something else.
 */
export function outOfReach(error: unknown): string {
  const [code] = UNREACHABLE.exec((error as Error).message) ?? [];
  if (!code) throw error;
  return `The npm registry cannot be reached (${code}): nothing could be installed.`;
}
