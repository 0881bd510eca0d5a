import { describe, expect, it } from 'vitest';
import { toEngineError, type FaultScene, type VendorFault } from './vendor-fault.ts';

const SCENE: FaultScene = {
  url: 'https://a.test/title.mpd?token=secret',
  codecs: ['avc1.4d401e'],
  keySystems: [],
  positionSec: 12.5,
  bufferGoalSec: 30,
};
const FAULT: VendorFault = { engine: 'hlsjs', vendorCode: 'itBroke', words: 'it broke', url: null };
const URL = 'https://a.test/title.mpd';

describe('toEngineError', () => {
  it('says what was played, what went wrong with what, and the words of the vendor', () => {
    const cause = new Error('x');
    const fault = { ...FAULT, url: 'https://a.test/7.m4s?token=secret', requestType: 'segment', cause };
    expect(toEngineError('network-failed', fault, SCENE)).toMatchObject({
      message: `Playing "${URL}": a request failed (https://a.test/7.m4s); check the address, the connection and CORS. it broke.`,
      context: { url: 'https://a.test/7.m4s', requestType: 'segment', attempts: 1 },
      cause,
    });
  });

  it.each([
    ['network-status', { url: URL, requestType: 'other', attempts: 1, status: 403 }],
    ['network-timeout', { url: URL, requestType: 'other', attempts: 1, waitedFor: 'answer', timeoutMs: 0 }],
    ['source-unsupported', { url: URL, detected: 'it broke' }],
    ['manifest-malformed', { url: URL, detail: 'it broke' }],
    ['manifest-unsupported', { url: URL, feature: 'itBroke' }],
    ['manifest-empty', { url: URL, detail: 'it broke' }],
    ['codec-unsupported', { url: URL, codecs: ['avc1.4d401e'] }],
    ['drm-unsupported', { url: URL, systems: [] }],
    ['drm-failed', { url: URL, detail: 'it broke' }],
    ['decrypt-failed', { url: URL, keyUrl: 'https://a.test/key' }],
    ['segment-invalid', { url: URL, detail: 'it broke' }],
    ['append-failed', { url: URL, detail: 'it broke' }],
    ['decode-failed', { positionSec: 12.5, detail: 'it broke' }],
    ['buffer-full', { goalSec: 30, kind: 'media' }],
    ['engine-failed', { engine: 'hlsjs', vendorCode: 'itBroke', detail: 'it broke' }],
  ] as const)('%s holds its context and nothing else', (code, context) => {
    const error = toEngineError(code, { ...FAULT, status: 403, keyUrl: 'https://a.test/key' }, SCENE);
    expect([error.code, error.context]).toEqual([code, context]);
    expect(error.message).toMatch(/^Playing "https:\/\/a\.test\/title\.mpd": .+\. it broke\.$/);
  });

  it('says of an encrypted title whether there is something to set up', () => {
    expect(toEngineError('drm-unsupported', FAULT, SCENE).message).toContain('config.drm');
    const scene = { ...SCENE, keySystems: ['com.widevine.alpha'] };
    expect(toEngineError('drm-unsupported', FAULT, scene).message).toContain('https page');
  });
});
