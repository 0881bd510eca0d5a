import type { LoadConfig } from '../../src/index.ts';

const policy = { firstByteTimeoutMs: 1000, betweenBytesTimeoutMs: 1000, maxAttempts: 2 } as const;

/** Timeouts and pauses so short that a test of what never answers ends within seconds. */
export const IMPATIENT: LoadConfig = {
  network: {
    policies: {
      manifest: policy,
      playlist: policy,
      key: policy,
      index: policy,
      init: policy,
      segment: policy,
    },
    backoffBaseMs: 20,
    backoffCapMs: 50,
  },
};
