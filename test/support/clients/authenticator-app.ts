import type { Page } from 'playwright-core';
import { codeAt } from '../domain/totp-codes.js';

/** Types the code of the key that a page shows. Returns the key, after the browser has loaded its QR code. */
export async function confirmApp(page: Page): Promise<string> {
  await page.getByRole('img', { name: 'QR code of the key' }).waitFor();
  const isShown = await page.evaluate(`document.querySelector('.qr').decode().then(() => true, () => false)`);
  if (isShown !== true) throw new Error('The browser does not show the QR code.');
  const secret = (await page.locator('.secret').innerText()).replaceAll(' ', '');
  await page.getByLabel('Code of the app').fill(codeAt(new Date(), secret));
  await page.getByRole('button', { name: 'Confirm', exact: true }).click();
  return secret;
}
