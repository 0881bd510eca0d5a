import { expect, it } from 'vitest';
import { PlayerError } from '../core/errors.ts';
import { mayStillCome } from './live-edge.ts';

it('a live segment is waited for while something is left to play, a broken one is not', () => {
  const context = { url: 'https://a.test/1.m4s', requestType: 'segment', attempts: 1 };
  const missing = new PlayerError('network-status', 'not there', { ...context, status: 404 });
  const broken = new PlayerError('decode-failed', 'it does not decode', { positionSec: 1, detail: '' });
  expect(mayStillCome(missing, 3)).toBe(true);
  expect(mayStillCome(missing, 0.1)).toBe(false);
  expect(mayStillCome(broken, 3)).toBe(false);
});
