/** Secrets of tutorials and of widespread examples, and hashes of famous words. Attackers try all of them. */
const PUBLISHED: ReadonlySet<string> = new Set([
  // FastAPI, Flask and Express tutorials.
  '09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7',
  '192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf',
  // Spring tutorials, and the example of RFC 7515 appendix A.1.
  '404e635266556a586e3272357538782f413f4428472b4b6250645367566b5970',
  'ayM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow'.toLowerCase(),
  // SHA-256 of nothing, `secret`, `password`, `test`, `admin`.
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b',
  '5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8',
  '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  '8c6976e5b5410415bde908bd4dee15dfb167a9c873fc4bb8a81f6f2ab448a918',
]);
const FAMILIAR_STARTS = /^(django-insecure|super.?secret|this.?is|my.?secret|keyboard.?cat|credence)/;
/** Runs of the alphabet, of digits and of keyboards. A long run leaves little to guess. */
const RUNS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  '9876543210',
];
const RUN_LENGTH = 8;

/** Returns true for a secret that is published, or that consists mostly of alphabet, digits or rows of keys. */
export function isWellKnownSecret(secret: string): boolean {
  const text = secret.toLowerCase();
  return PUBLISHED.has(text) || FAMILIAR_STARTS.test(text) || withoutRuns(text).length < text.length / 2;
}

function withoutRuns(text: string): string {
  let rest = text;
  for (const run of RUNS)
    for (let length = run.length; length >= RUN_LENGTH; length -= 1)
      for (let start = 0; start + length <= run.length; start += 1)
        rest = rest.replaceAll(run.slice(start, start + length), '');
  return rest;
}
