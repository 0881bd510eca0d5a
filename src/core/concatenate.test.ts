import { expect, it } from 'vitest';
import { concatenate } from './concatenate.ts';

it('puts parts behind one another', () => {
  const parts = [[1, 2], [], [3]].map((part) => new Uint8Array(part));
  expect([...concatenate(parts)]).toEqual([1, 2, 3]);
  expect([...concatenate([])]).toEqual([]);
});

it('copies nothing where there is only one', () => {
  const only = new Uint8Array(3);
  expect(concatenate([only])).toBe(only);
});
