// What npm installs is exactly what was reviewed: every version exact, every package pinned by its hash and from the
// registry, and every script that an install would run decided on. Prints what is not so, and fails.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/;

const folder = process.argv[2] ?? '.';
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const manifest = read('package.json');
const packages = Object.entries(read('package-lock.json').packages).filter(([path]) => path !== '');

const faults = [
  ...Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
    .filter(([, version]) => !EXACT.test(version))
    .map(([name, version]) => `package.json: ${name} has the version ${version}, which is not exact`),
  ...packages.flatMap(([path, { integrity, resolved, hasInstallScript }]) => {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const decided = manifest.allowScripts?.[name] !== undefined;
    return [
      !SHA512.test(integrity ?? '') && `package-lock.json: ${path} is not pinned by a SHA-512`,
      resolved !== undefined && `package-lock.json: ${path} comes from an address of its own`,
      hasInstallScript && !decided && `package.json: allowScripts does not decide on the script of ${name}`,
    ].filter((fault) => fault);
  }),
];
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
