import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';

const EXECUTABLES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Returns the path of an installed Chromium, or null if none is installed. */
export async function findChromium(): Promise<string | null> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin'];
  for (const file of folders.flatMap((folder) => EXECUTABLES.map((name) => join(folder, name)))) {
    const isExecutable = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isExecutable) return file;
  }
  return null;
}

/** Starts a browser with a temporary profile. Closing the browser deletes the profile. */
export async function startBrowser(executablePath: string): Promise<Browser> {
  return await chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** Script for every page: logs each violation of the Content-Security-Policy as an error. */
const REPORT_VIOLATIONS = `
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
    console.error('The directive ' + violatedDirective + ' blocked ' + blockedURI);
  });`;

/** Opens a page in a new profile and collects the errors of the page and of its pop-up windows. */
export async function openMonitoredPage(browser: Browser): Promise<{ page: Page; errors: string[] }> {
  const errors: string[] = [];
  const context = await browser.newContext();
  await context.addInitScript({ content: REPORT_VIOLATIONS });
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.location().url}: ${message.text()}`);
  });
  context.on('weberror', (error) => errors.push(String(error.error())));
  context.on('requestfailed', (request) => errors.push(`${request.url()} failed to load.`));
  return { page: await context.newPage(), errors };
}
