// Fails unless npm installs exactly the reviewed packages: every version is exact, every package comes from the registry and
// is pinned by its hash, and allowScripts decides on every install script. Prints each fault.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const SHA512 = /^sha512-[A-Za-z0-9+/]{86}==$/;

const folder = process.argv[2] ?? '.';
const read = (/** @type {string} */ name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const manifest = read('package.json');
const locked = Object.entries(read('package-lock.json').packages).filter(([path]) => path !== '');
// The packages of this repository are linked. A link cannot lead out of it.
const isOwn = (/** @type {string} */ path) => !path.includes('node_modules/');
const own = locked.filter(([path]) => isOwn(path));
const packages = locked.filter(([path, { link, resolved }]) =>
  link === true ? !own.some(([folder]) => folder === resolved) : !isOwn(path),
);

const faults = [
  ...[['package.json', manifest], ...own.map(([path, entry]) => [`${path}/package.json`, entry])].flatMap(
    ([path, { dependencies, devDependencies }]) =>
      Object.entries({ ...dependencies, ...devDependencies })
        .filter(([, version]) => !EXACT.test(version))
        .map(([name, version]) => `${path}: ${name} has the version ${version}, which is not exact`),
  ),
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
