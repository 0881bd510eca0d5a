import { expect, it, vi } from 'vitest';
import { segment } from '../../test/fixtures/abr-input.ts';
import { SamplesMemory } from './samples-memory.ts';

it('reads the same transfers once, and anew where they or the basis change', () => {
  const memory = new SamplesMemory<number>();
  const read = vi.fn(() => read.mock.calls.length);
  const samples = [segment(0, 1000, 1e6)];
  expect([1, 2].map(() => memory.recall(samples, [4, NaN, null], read))).toEqual([1, 1]);
  expect(memory.recall([...samples], [4, NaN, null], read)).toBe(2);
  expect(memory.recall(samples, [2, NaN, null], read)).toBe(3);
  expect(memory.recall(samples, [2, NaN], read)).toBe(4);
  // Nothing has come: what is assumed then may rest on anything.
  expect([1, 2].map(() => memory.recall([], [2], read))).toEqual([5, 6]);
});
