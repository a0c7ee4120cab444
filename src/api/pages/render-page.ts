import { fileURLToPath } from 'node:url';
import { Eta } from 'eta';

/** The values of a template. Its page finds files and endpoints below the base path. */
interface PageData {
  readonly basePath: string;
  readonly [name: string]: unknown;
}

const views = new Eta({ views: fileURLToPath(new URL('.', import.meta.url)), cache: true });

/** Renders the template with a name. Each template of a page is its body, and names its title and script for `frame.eta`. */
export function renderPage(name: string, data: PageData): string {
  return views.render(name, data);
}
