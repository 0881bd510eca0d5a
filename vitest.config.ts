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
            'test/{bench,contract,flow,conformance,sim}/**/*.test.ts',
            'tools/**/*.test.ts',
            'demo/**/*.test.ts',
          ],
          // Files share a process: no module keeps a state that they could share, and what a test puts in the place of
          // something is taken back behind it. A process for each took longer than all of the tests.
          isolate: false,
          restoreMocks: true,
          unstubGlobals: true,
          // Ends what hangs; a slow machine is none.
          testTimeout: 20_000,
        },
      },
    ],
  },
});
