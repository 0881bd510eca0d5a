import { describe, expect, it } from 'vitest';
import type { TextStore } from '../core/network-info.ts';
import { ThroughputMemory } from './throughput-memory.ts';

const HOUR_MS = 3600_000;
const NOW_MS = Date.UTC(2026, 10, 25);

function createStore(stored: string | null = null): TextStore {
  let text = stored;
  return { read: () => text, write: (next) => (text = next) };
}

describe('ThroughputMemory', () => {
  it('knows each network by itself, and the last that was remembered of it', () => {
    const memory = new ThroughputMemory(createStore());
    expect(memory.recall('wifi', NOW_MS)).toBeNull();
    memory.remember('wifi', 8e6, NOW_MS);
    memory.remember('cellular', 1e6, NOW_MS);
    memory.remember('wifi', 9e6, NOW_MS);
    expect(memory.recall('wifi', NOW_MS)).toBe(9e6);
    expect(memory.recall('cellular', NOW_MS)).toBe(1e6);
    expect(memory.recall('', NOW_MS)).toBeNull();
  });

  it('trusts what is old less, and forgets it after a week', () => {
    const memory = new ThroughputMemory(createStore());
    memory.remember('wifi', 8e6, NOW_MS);
    expect(memory.recall('wifi', NOW_MS + 24 * HOUR_MS)).toBeCloseTo(4e6);
    expect(memory.recall('wifi', NOW_MS + 6 * 24 * HOUR_MS)).toBeCloseTo(125e3);
    expect(memory.recall('wifi', NOW_MS + 7 * 24 * HOUR_MS)).toBeNull();
    // A clock that was set back makes nothing of it better than it was.
    expect(memory.recall('wifi', NOW_MS - HOUR_MS)).toBe(8e6);
  });

  it('outlives the page in a store, of few networks', () => {
    const store = createStore();
    const before = new ThroughputMemory(store);
    for (let n = 0; n < 20; n++) before.remember(`net ${n}`, 1e6 + n, NOW_MS);
    const after = new ThroughputMemory(store);
    expect(after.recall('net 19', NOW_MS)).toBe(1e6 + 19);
    expect(after.recall('net 0', NOW_MS)).toBeNull();
  });

  it.each([
    '',
    'no JSON',
    'null',
    '{}',
    '[1]',
    '[null, {"network": 3}]',
    '[{"network": "wifi", "bps": "x", "atMs": 1}]',
  ])('makes nothing of %j', (text) => {
    expect(new ThroughputMemory(createStore(text)).recall('wifi', NOW_MS)).toBeNull();
  });
});
