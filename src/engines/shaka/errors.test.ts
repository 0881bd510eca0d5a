import { describe, expect, it } from 'vitest';
import { shakaInNode } from '../../../test/fixtures/shaka-in-node.ts';
import { PlayerError } from '../../core/errors.ts';
import type { FaultScene } from '../../engine/vendor-fault.ts';
import { MEANINGS } from './error-codes.ts';
import { toPlayerError } from './errors.ts';

const { util } = await shakaInNode();
const codes = util.Error;
const scene: FaultScene = {
  url: 'https://cdn.example/title.mpd?token=secret',
  positionSec: 12.5,
  bufferGoalSec: 30,
  codecs: [],
  keySystems: [],
};
const translate = (code: number, ...data: readonly unknown[]): PlayerError | null =>
  toPlayerError(codes, { code, data, severity: 2 }, scene);

describe('toPlayerError', () => {
  it('knows every code of Shaka by what it is, cancellation apart', () => {
    expect(Object.keys(MEANINGS).sort()).toEqual(Object.keys(codes.Code).sort());
    for (const code of Object.values(codes.Code)) {
      const error = translate(Number(code), 'https://cdn.example/x.m4s');
      if (error) expect(error.message, String(code)).toContain('https://cdn.example/title.mpd');
    }
    const cancelled = Object.entries(MEANINGS).filter(([, meaning]) => meaning === 'cancelled');
    expect(cancelled.map(([name]) => name)).toEqual([
      'LOAD_INTERRUPTED',
      'OPERATION_ABORTED',
      'OBJECT_DESTROYED',
      'PRELOAD_DESTROYED',
      'DEPRECATED_OPERATION_ABORTED',
    ]);
    expect(translate(7000)).toBeNull();
    expect(translate(7001)).toBeNull();
  });

  it('lets a PlayerError out as it came in, however wrapped', () => {
    const own = new PlayerError('network-failed', 'x', { url: 'u', requestType: 'segment', attempts: 3 });
    expect(translate(1002, own)).toBe(own);
    expect(translate(1006, { code: 1002, data: [own] })).toBe(own);
    expect(toPlayerError(codes, own, scene)).toBe(own);
  });

  it('tells status, URL and what was tried, without secrets', () => {
    const error = translate(1001, 'https://key.example/licence?user=secret', 403, 'denied');
    expect(error).toMatchObject({
      code: 'network-status',
      context: { url: 'https://key.example/licence', status: 403, attempts: 1 },
      retryable: true,
    });
    expect(JSON.stringify([error?.context, error?.message])).not.toContain('secret');
  });

  it('keeps keys in data URLs to itself', () => {
    const error = translate(6007, { code: 1000, data: ['data:application/json;base64,c2VjcmV0'] });
    expect(error).toMatchObject({ code: 'drm-failed' });
    expect(JSON.stringify([error?.context, error?.message])).not.toContain('c2VjcmV0');
  });

  it.each([
    [1003, 'network-timeout'],
    [3016, 'decode-failed'],
    [3017, 'buffer-full'],
    [4001, 'manifest-malformed'],
    [4032, 'codec-unsupported'],
    [6012, 'drm-unsupported'],
  ])('%i is %s', (code, expected) => {
    const error = translate(code);
    expect(error?.code).toBe(expected);
    expect(error?.message).toContain('https://cdn.example/title.mpd');
  });

  it('says of an encrypted title whether there is something to set up', () => {
    expect(translate(6012)?.message).toContain('config.drm');
    const told = toPlayerError(
      codes,
      { code: 6012, data: [] },
      { ...scene, keySystems: ['com.widevine.alpha'] },
    );
    expect(told?.message).toContain('https page');
  });

  it('makes of what it does not know a failure of the engine', () => {
    expect(translate(9999)).toMatchObject({ code: 'engine-failed', context: { vendorCode: '9999' } });
    expect(toPlayerError(codes, new TypeError('boom'), scene)).toMatchObject({
      code: 'engine-failed',
      context: { detail: 'TypeError: boom' },
    });
  });
});
