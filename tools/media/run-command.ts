import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  /** Called with each line of standard output, for progress. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a program to its end.
 *
 * @returns its standard output
 * @throws Error with the command, its exit code and the end of its standard error
 */
export function runCommand(
  program: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let pending = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk;
      const lines = (pending + chunk).split('\n');
      pending = lines.pop() ?? '';
      if (options.onLine) lines.forEach(options.onLine);
    });
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      stderr += chunk;
    });
    child.on('error', (cause) => {
      reject(new Error(`Could not start ${program}: ${cause.message}`, { cause }));
    });
    child.on('close', (code) => {
      if (code === 0) resolve(stdout);
      else
        reject(new Error(`${program} ended with ${String(code)}: ${args.join(' ')}\n${stderr.slice(-2000)}`));
    });
  });
}
