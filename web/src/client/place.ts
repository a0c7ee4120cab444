/** The path of the console, with a slash at its end. The service writes it into the page. */
export const CONSOLE_PATH = new URL(document.documentElement.dataset['base'] ?? '/console/', location.href)
  .pathname;

/** The URL of the service, without a slash at its end. */
export const SERVICE_URL = location.origin + CONSOLE_PATH.replace(/\/console\/$/, '');
