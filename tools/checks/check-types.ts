import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const TSC = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const PROJECTS = ['tsconfig.json', 'tsconfig.pure.json', 'tsconfig.node.json', 'tsconfig.page.json'];
/** tsc's answer for a project whose folders hold nothing yet; there is nothing in it to be wrong. */
const NO_INPUTS = 'error TS18003';

/** Compiles one project without output; prints what is wrong. */
async function checkProject(project: string): Promise<boolean> {
  const startMs = performance.now();
  const child = spawn(
    process.execPath,
    [TSC, '-p', project, '--pretty', process.stdout.isTTY ? 'true' : 'false'],
    {
      cwd: ROOT,
    },
  );
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const status = await new Promise<number | null>((done, fail) => child.on('error', fail).on('close', done));
  const isEmpty = output.includes(NO_INPUTS);
  const isSound = status === 0 || isEmpty;
  const verdict = isEmpty ? 'no files' : isSound ? 'sound' : 'FAILED';
  console.log(`${project}: ${verdict} (${((performance.now() - startMs) / 1000).toFixed(1)} s)`);
  if (!isSound) console.log(output.trimEnd());
  return isSound;
}

const waiting = [...PROJECTS];
async function work(): Promise<void> {
  for (let project = waiting.shift(); project !== undefined; project = waiting.shift()) {
    if (!(await checkProject(project))) process.exitCode = 1;
  }
}
await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, work));
