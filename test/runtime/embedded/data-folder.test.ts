import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openDataFolder } from '../../../src/runtime/embedded/data-folder.js';
import { FolderInUse } from '../../../src/runtime/embedded/folder-lock.js';

const HOLDER = fileURLToPath(new URL('./folder-holder.js', import.meta.url));

describe('the data folder', () => {
  let path: string;

  beforeEach(async () => {
    path = join(await mkdtemp(join(tmpdir(), 'credence-folder-')), 'data');
  });
  afterEach(async () => {
    await rm(join(path, '..'), { recursive: true });
  });

  test('generates its secrets once, readable by the owner only', async () => {
    const first = await openDataFolder(path);
    await first.close();
    const second = await openDataFolder(path);
    await second.close();
    expect(Buffer.from(first.secretKey, 'base64url')).toHaveLength(32);
    expect(first.secretKey).not.toBe(first.databasePassword);
    expect([second.secretKey, second.databasePassword]).toEqual([first.secretKey, first.databasePassword]);
    for (const file of ['secret-key', 'database-password']) {
      expect((await stat(join(path, file))).mode & 0o777).toBe(0o600);
    }
    expect(await readdir(path)).toEqual(['database-password', 'in-use-2.sock', 'secret-key']);
  });

  test.each([0o755, 0o777, 0o750])(
    'is refused if other users may enter it: mode %i (DEP-7)',
    async (mode) => {
      await mkdir(path);
      await chmod(path, mode);
      await expect(openDataFolder(path)).rejects.toThrow(
        'DATA_DIR is open to other users; run chmod 700 on it.',
      );
      expect(await readdir(path)).toEqual([]);
    },
  );

  test('is locked for other processes until it is closed', async () => {
    const first = await openDataFolder(path);
    await expect(openDataFolder(path)).rejects.toThrow(FolderInUse);
    await expect(openDataFolder(path)).rejects.toThrow(
      /^\S+ is in use by another running Credence\. .*DATA_DIR/,
    );
    await first.close();
    await (await openDataFolder(path)).close();
  });

  test('is unlocked after its process is killed', async () => {
    const holder = fork(HOLDER, [path]);
    await once(holder, 'message');
    await expect(openDataFolder(path)).rejects.toThrow(FolderInUse);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    await (await openDataFolder(path)).close();
  });

  test('opens for exactly one of many concurrent starts after a dead lock', async () => {
    const holder = fork(HOLDER, [path]);
    await once(holder, 'message');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const starts = await Promise.allSettled(Array.from({ length: 8 }, () => openDataFolder(path)));
    const opened = starts.filter((start) => start.status === 'fulfilled');
    expect(opened).toHaveLength(1);
    for (const { reason } of starts.filter((start) => start.status === 'rejected')) {
      expect(reason).toBeInstanceOf(FolderInUse);
    }
    await opened[0]?.value.close();
  });

  test('does not replace a missing secret that existing data needs', async () => {
    await (await openDataFolder(path)).close();
    await rm(join(path, 'secret-key'));
    await mkdir(join(path, 'postgresql'));
    await expect(openDataFolder(path)).rejects.toThrow(/secret-key is missing/);
  });

  test('works in a path longer than a socket path may be', async () => {
    const deep = join(path, 'x'.repeat(100), 'y'.repeat(100));
    await (await openDataFolder(deep)).close();
  });
});
