import type { Answer } from '../../compose/maintenance/answer.js';
import { readConfig } from '../../config/config.js';
import type { Config } from '../../config/config.js';
import { removeDriverVariables } from '../../config/parsing/driver-variables.js';
import { firstLine, isExpected } from './failures.js';
import { openProgressBar, openProgressLine } from './progress-bar.js';

/** The work of a command. Its result is shown when it is done. */
type Task<Arguments extends string[]> = (
  config: Config,
  ...rest: Arguments
) => Promise<string | Answer | null>;

type Action<Arguments extends string[]> = (...rest: Arguments) => Promise<void>;

/** The output of commands: texts for people, or JSON for programs. */
export interface Terminal {
  /** Prints JSON from now on. */
  useJson(): void;
  readonly isJson: boolean;
  /** Prints a message while a command works. */
  readonly report: (message: string) => void;
  /** Prints a result. One without fields is a message. */
  readonly show: (result: string | Answer) => void;
  /** Prints an object to standard output: as JSON, or a field in each line. */
  readonly showFields: (fields: object) => void;
  /** Opens a bar that shows how much of a task is done. */
  readonly openProgressBar: (action: string) => (done: number, total: number | null) => void;
  /** Opens a bar with a text of its own. */
  readonly openProgressLine: () => (share: number, text: string, isOver: boolean) => void;
  /** Returns an action that reads the configuration and runs a task. An error prints one line and sets exit code 1. */
  run<Arguments extends string[]>(task: Task<Arguments>): Action<Arguments>;
  /** Returns such an action for a service, whose log is printed beside its messages. */
  runService<Arguments extends string[]>(task: Task<Arguments>): Action<Arguments>;
}

/** The parts of a process that a terminal uses. */
export interface Host {
  readonly environment: NodeJS.ProcessEnv;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly isTerminal: boolean;
  readonly exit: (code: number) => void;
}

/** Returns the parts of this process. */
export function thisProcess(): Host {
  return {
    environment: process.env,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    isTerminal: process.stderr.isTTY,
    // A client of a store that is unavailable would otherwise keep the process alive with its retries.
    exit: (code) => process.exit(code),
  };
}

/**
 * Opens the output of a process. Texts and messages go to standard error: standard output carries only the log, the data
 * that a command is for, and the result as JSON.
 */
export function openTerminal({ environment, stdout, stderr, isTerminal, exit }: Host): Terminal {
  let isJson = false;
  const line = (value: object) => `${JSON.stringify(value)}\n`;
  const report = (message: string) => {
    // A line replaces the bar that is drawn.
    if (isJson) stderr(line({ message }));
    else stderr(`${isTerminal ? '\r\u001b[K' : ''}${message}\n`);
  };
  const show = (result: string | Answer) => {
    if (typeof result === 'string') report(result);
    else if (isJson) stdout(line(result.fields));
    else stderr(`${result.text}\n`);
  };
  /** Draws a bar, or prints a line now and then. */
  const drawing = (): [write: (text: string) => void, isTerminal: boolean] =>
    isJson ? [(text) => report(text.trimEnd()), false] : [stderr, isTerminal];

  function fail(error: unknown): void {
    const text = firstLine(error);
    stderr(isJson ? line({ error: text }) : `credence: ${text}\n`);
    const isDebugging = /^(debug|trace)$/.test(environment['LOG_LEVEL'] ?? '');
    if (isDebugging && !isExpected(error)) console.error(error);
    exit(1);
  }

  function action<Arguments extends string[]>(task: Task<Arguments>, isService: boolean): Action<Arguments> {
    return async (...rest) => {
      try {
        removeDriverVariables(environment);
        const config = readConfig(environment);
        const result = await task(isJson && !isService ? { ...config, logLevel: 'silent' } : config, ...rest);
        if (result !== null) show(result);
      } catch (error) {
        fail(error);
      }
    };
  }

  return {
    useJson() {
      isJson = true;
    },
    get isJson() {
      return isJson;
    },
    report,
    show,
    showFields(fields) {
      if (isJson) stdout(line(fields));
      else for (const [name, value] of Object.entries(fields)) stdout(`${name}: ${String(value)}\n`);
    },
    openProgressBar: (name) => openProgressBar(name, ...drawing()),
    openProgressLine: () => openProgressLine(...drawing()),
    run: (task) => action(task, false),
    runService: (task) => action(task, true),
  };
}
