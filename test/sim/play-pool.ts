import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { SimOptions } from './options.ts';
import type { PlayedTrace } from './play-trace.ts';
import type { PlayJob, WorkerMessage } from './play-worker.ts';

const WORKER = join(import.meta.dirname, 'play-worker.ts');

/** Processes, one a core, that play traces. */
export class PlayPool {
  readonly #workers: readonly ChildProcess[];

  constructor(options: SimOptions) {
    this.#workers = Array.from({ length: availableParallelism() }, () => {
      const worker = fork(WORKER, { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
      send(worker, { options });
      return worker;
    });
  }

  /** Plays all; `onPlayed` is told of each as it comes, in any order. */
  async play(jobs: Iterable<PlayJob>, onPlayed: (job: PlayJob, played: PlayedTrace) => void): Promise<void> {
    const waiting = jobs[Symbol.iterator]();
    await Promise.all(this.#workers.map((worker) => serve(worker, waiting, onPlayed)));
  }

  close(): void {
    for (const worker of this.#workers) worker.kill();
  }
}

/** Gives a worker one job after the other until none is left. */
function serve(
  worker: ChildProcess,
  waiting: Iterator<PlayJob>,
  onPlayed: (job: PlayJob, played: PlayedTrace) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let job: PlayJob | null = null;
    const giveNext = (): void => {
      const next = waiting.next();
      job = next.done ? null : next.value;
      if (job) send(worker, { job });
      else {
        worker.removeAllListeners();
        resolve();
      }
    };
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a worker ended with ${code ?? 'a signal'}`)));
    worker.on('message', (played) => {
      if (job) onPlayed(job, played as PlayedTrace);
      giveNext();
    });
    giveNext();
  });
}

function send(worker: ChildProcess, message: WorkerMessage): void {
  worker.send(message);
}
