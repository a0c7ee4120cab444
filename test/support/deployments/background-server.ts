import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { giveTo, serverUser } from '../../../src/runtime/embedded/postgres/server-user.js';

/** A server program that a test has started. */
export interface BackgroundServer {
  stop(): Promise<void>;
}

/** Starts a server from a Debian package in a folder of its own, as an ordinary user: some refuse to run as root. */
export async function startInBackground(
  program: string,
  words: readonly string[],
  folder: string,
): Promise<BackgroundServer> {
  const user = await serverUser();
  if (user !== undefined) await giveTo(folder, user);
  const server = spawn(program, words, { ...user, cwd: folder, stdio: 'ignore' });
  const ended = once(server, 'exit');
  return {
    async stop() {
      if (server.exitCode === null && server.signalCode === null) server.kill('SIGINT');
      await ended;
    },
  };
}
