/** The path of the application, with a slash at its end. The service writes it into the page. */
export const APP_PATH = new URL(document.documentElement.dataset['base'] ?? './', location.href).pathname;

/** The URL of the service, without a slash at its end. */
export const SERVICE_URL = location.origin + APP_PATH.replace(/\/[^/]+\/$/, '');
