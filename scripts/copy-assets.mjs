// Copies SQL, templates and styles, which the compiler ignores, to the same paths in dist/.
import { cpSync, statSync } from 'node:fs';

for (const root of ['src', 'test']) {
  cpSync(root, `dist/${root}`, {
    recursive: true,
    filter: (path) => statSync(path).isDirectory() || !path.endsWith('.ts'),
  });
}
