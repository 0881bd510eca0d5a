import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Every core: vitest leaves one free, which on two is half of the time.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: [
            'src/**/*.test.ts',
            'test/{bench,contract,flow,conformance,sim,soak}/**/*.test.ts',
            'tools/**/*.test.ts',
            'demo/**/*.test.ts',
          ],
          // Files share a process: one for each took longer than all of the tests. So what a test puts in the place of
          // something is taken back, behind it or before the next one.
          isolate: false,
          restoreMocks: true,
          unstubGlobals: true,
          // Ends what hangs; what is slow on a busy machine does not.
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
    ],
  },
});
