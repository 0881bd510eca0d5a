import { describe, expect, it } from 'vitest';
import { PlayerError, type ErrorCode, type ErrorContexts } from '../core/errors.ts';
import type { EngineDevice } from '../model/engine-device.ts';
import type { Protocol } from '../model/source.ts';
import type { EngineName } from './engine.ts';
import { isEngineFault } from './mse-first.ts';
import { selectEngine, type Declined, type SelectionInput } from './select-engine.ts';

const DESKTOP: EngineDevice = {
  hasMse: true,
  hasEme: true,
  canPlayType: (mimeType) => (mimeType.includes('mpegurl') ? '' : 'maybe'),
};
const APPLE: EngineDevice = { ...DESKTOP, canPlayType: () => 'maybe' };
const PHONE_WITHOUT_MSE: EngineDevice = { ...APPLE, hasMse: false };

const source = (protocol: Protocol | null, url = 'https://a.test/film'): SelectionInput['source'] => ({
  url,
  mimeType: null,
  protocol,
});

function failure<C extends ErrorCode>(engine: EngineName, code: C, context: ErrorContexts[C]): Declined {
  return { engine, error: new PlayerError(code, `it met ${code}`, context) };
}
const live = failure('mse', 'manifest-unsupported', { url: '', feature: 'live' });
const drm = failure('mse', 'drm-unsupported', { url: '', systems: ['urn:uuid:edef'] });
const drmOfManifest = failure('mse', 'drm-unsupported', {
  url: '',
  systems: ['urn:uuid:edef'],
  namesServer: true,
});
const fairPlay = failure('mse', 'drm-unsupported', {
  url: '',
  systems: ['com.apple.streamingkeydelivery'],
});
const sampleAes = failure('mse', 'drm-unsupported', { url: '', systems: ['identity'] });
const segmentAes = failure('mse', 'drm-unsupported', { url: '', systems: ['urn:mpeg:dash:sea:2012'] });
const codec = failure('mse', 'codec-unsupported', { url: '', codecs: ['hvc1'] });
const mp3 = failure('mse', 'codec-unsupported', { url: '', codecs: ['avc1.42001e,mp4a.40.34'] });

function rank(changes: Partial<SelectionInput>): readonly EngineName[] {
  return selection(changes).ranked.map(({ engine }) => engine);
}

function selection(changes: Partial<SelectionInput>): ReturnType<typeof selectEngine> {
  const input = { source: source('dash'), device: DESKTOP, allowed: [], hasDrm: false, declined: [] };
  return selectEngine({ ...input, ...changes });
}

const refused = failure('mse', 'drm-failed', { url: '', detail: '' });
const unlicensed = failure('shaka', 'drm-failed', { url: '', detail: '' });

describe('selectEngine', () => {
  it.each<[string, Partial<SelectionInput>, readonly EngineName[]]>([
    ['DASH', {}, ['mse', 'shaka']],
    [
      'HLS for which the licence was refused',
      { source: source('hls'), device: APPLE, hasDrm: true, declined: [drm, unlicensed] },
      [],
    ],
    ['HLS', { source: source('hls') }, ['mse', 'hlsjs', 'shaka']],
    [
      'HLS where the element plays it',
      { source: source('hls'), device: APPLE },
      ['mse', 'hlsjs', 'shaka', 'native'],
    ],
    ['HLS without MSE', { source: source('hls'), device: PHONE_WITHOUT_MSE }, ['native']],
    ['DASH without MSE', { device: PHONE_WITHOUT_MSE }, []],
    ['unknown', { source: source(null) }, ['mse', 'hlsjs', 'shaka']],
    ['Smooth Streaming', { source: source('smooth') }, ['shaka']],
    ['a file', { source: source('file') }, ['native']],
    ['live DASH', { declined: [live] }, ['shaka']],
    ['live HLS', { source: source('hls'), declined: [live] }, ['hlsjs', 'shaka']],
    ['DRM that is set up', { declined: [drm], hasDrm: true }, ['shaka']],
    ['DRM in HLS', { source: source('hls'), declined: [drm], hasDrm: true }, ['shaka', 'hlsjs']],
    [
      'FairPlay on Apple',
      { source: source('hls'), declined: [fairPlay], hasDrm: true, device: APPLE },
      ['native', 'shaka', 'hlsjs'],
    ],
    ['DRM whose licence ours was refused', { declined: [refused], hasDrm: true }, []],
    ['DRM that is not set up', { declined: [drm] }, []],
    ['DRM whose licence server the manifest names', { declined: [drmOfManifest] }, ['shaka']],
    [
      'DRM on a page without EME',
      { declined: [drm], hasDrm: true, device: { ...DESKTOP, hasEme: false } },
      [],
    ],
    ['SAMPLE-AES with plain keys', { source: source('hls'), declined: [sampleAes] }, ['hlsjs', 'shaka']],
    ['DASH segment encryption', { declined: [segmentAes] }, ['shaka']],
    ['no decoder', { declined: [codec] }, []],
    ['MP3 in HLS', { source: source('hls'), declined: [mp3] }, ['hlsjs']],
    ['no decoder but the element', { source: source('hls'), declined: [codec], device: APPLE }, ['native']],
    ['one that the app forces', { allowed: ['shaka'] }, ['shaka']],
    ['an order of the app', { source: source('hls'), allowed: ['shaka', 'mse'] }, ['shaka', 'mse']],
    ['one that cannot, forced', { allowed: ['hlsjs'] }, []],
  ])('%s', (_name, changes, engines) => {
    expect(rank(changes)).toEqual(engines);
  });

  it('says why, of every engine', () => {
    const { ranked, refused } = selection({ declined: [live], allowed: ['mse', 'shaka'] });
    expect(ranked).toEqual([
      {
        engine: 'shaka',
        reason:
          'it plays unusual DASH and HLS, Smooth Streaming, live and protected titles; the app names it; ' +
          'mse could not: it met manifest-unsupported',
      },
    ]);
    expect(refused).toEqual([
      { engine: 'mse', reason: 'it was tried: it met manifest-unsupported' },
      { engine: 'hlsjs', reason: 'the app does not allow it' },
      { engine: 'native', reason: 'the app does not allow it' },
    ]);
  });

  it('asks the element about the type that a file has', () => {
    const asked: string[] = [];
    const device: EngineDevice = {
      ...DESKTOP,
      canPlayType: (mimeType) => {
        asked.push(mimeType);
        return '';
      },
    };
    selection({ source: source('file', 'https://a.test/a.WEBM?b=c.mp3'), device });
    selection({ source: source('file', 'https://a.test/a'), device });
    selection({ source: { ...source('file'), mimeType: 'audio/flac' }, device });
    expect(asked).toEqual(['video/webm', 'video/mp4', 'audio/flac']);
  });
});

describe('isEngineFault', () => {
  it('is what another engine may not meet', () => {
    expect([live, drm, codec].map(({ error }) => isEngineFault(error))).toEqual([true, true, true]);
    const offline = failure('mse', 'network-failed', { url: '', requestType: 'manifest', attempts: 3 });
    expect(isEngineFault(offline.error)).toBe(false);
  });
});
