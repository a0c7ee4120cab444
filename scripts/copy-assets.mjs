// The compiler writes only TypeScript and the scripts. SQL, templates and styles live beside the code that uses
// them, so this copies them to the same place in dist/.
import { cpSync, statSync } from 'node:fs';

for (const root of ['src', 'test']) {
  cpSync(root, `dist/${root}`, {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || !path.endsWith('.ts'),
  });
}
