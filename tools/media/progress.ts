/** Says what a build is doing. */
export interface Progress {
  /** Runs one named step and reports its time. The step may report how far it is, 0–1. */
  step<T>(name: string, work: (report: (fraction: number) => void) => Promise<T>): Promise<T>;
}

/**
 * Progress on the terminal: one line per step, and a percentage that moves where the output is a terminal.
 *
 * @param steps how many steps there will be
 */
export function terminalProgress(steps: number, out: NodeJS.WriteStream = process.stdout): Progress {
  let done = 0;
  return {
    async step(name, work) {
      const startMs = performance.now();
      const label = `[${++done}/${steps}] ${name}`;
      if (out.isTTY) out.write(label);
      const result = await work((fraction) => {
        if (out.isTTY) out.write(`\r${label} ${Math.round(Math.min(1, fraction) * 100)} %`);
      });
      const sec = ((performance.now() - startMs) / 1000).toFixed(1);
      out.write(`${out.isTTY ? '\r' : ''}${label} – ${sec} s\n`);
      return result;
    },
  };
}
