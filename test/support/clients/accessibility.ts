import axe from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * Returns the violations of the rules of axe in the present state of a page, as `scheme, rule: element`. In dark colours
 * only the contrast differs.
 */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const all = await faultsOf(page, 'light', '{}');
  return [...all, ...(await faultsOf(page, 'dark', `{ runOnly: ['color-contrast'] }`))];
}

async function faultsOf(page: Page, colorScheme: 'light' | 'dark', options: string): Promise<string[]> {
  await page.emulateMedia({ colorScheme });
  const { passes, violations } = await page.evaluate<axe.AxeResults>(`axe.run(document, ${options})`);
  if (passes.length === 0) throw new Error('No rule of axe applied to the page.');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target }) => `${colorScheme}, ${id}: ${target.join(' ')}`),
  );
}
