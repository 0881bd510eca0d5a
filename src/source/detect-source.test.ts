import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlayerError } from '../core/errors.ts';
import { detectSource } from './detect-source.ts';
import type { SourceInput } from './detect-source.ts';

const BASE = 'https://app.test/player/index.html';

function refusal(input: unknown): unknown {
  try {
    detectSource(input as SourceInput, BASE);
  } catch (error) {
    return error;
  }
  return null;
}

describe('detectSource', () => {
  it.each([
    ['https://h.test/a.mpd', 'https://h.test/a.mpd', 'dash'],
    ['https://h.test/a.M3U8?x=a.mpd#y', 'https://h.test/a.M3U8?x=a.mpd#y', 'hls'],
    ['a.m3u', 'https://app.test/player/a.m3u', 'hls'],
    ['/a.mpd', 'https://app.test/a.mpd', 'dash'],
    [' //cdn.test/a ', 'https://cdn.test/a', null],
    ['https://h.test/a?file=b.mpd', 'https://h.test/a?file=b.mpd', null],
    ['blob:https://app.test/0-1', 'blob:https://app.test/0-1', null],
  ])('%s', (input, url, protocol) => {
    expect(detectSource(input, BASE)).toEqual({ url, mimeType: null, protocol });
  });

  it.each([
    ['application/dash+xml', 'dash'],
    ['video/vnd.mpeg.dash+xml; profiles=x', 'dash'],
    ['application/vnd.apple.mpegurl', 'hls'],
    ['APPLICATION/X-MPEGURL; charset=utf-8', 'hls'],
    ['audio/mpegurl', 'hls'],
    ['audio/x-mpegurl', 'hls'],
    ['text/plain', null],
    ['application/mpegurlish', null],
  ])('MIME type %s', (mimeType, protocol) => {
    expect(detectSource({ url: 'a', mimeType }, BASE)).toEqual({
      url: 'https://app.test/player/a',
      mimeType,
      protocol,
    });
  });

  it('believes the MIME type before the extension, and the extension before nothing', () => {
    expect(detectSource({ url: 'a.mpd', mimeType: 'application/x-mpegurl' }, BASE).protocol).toBe('hls');
    expect(detectSource({ url: 'a.mpd', mimeType: 'application/xml' }, BASE).protocol).toBe('dash');
    expect(detectSource({ url: 'a.mpd', mimeType: '' }, BASE)).toMatchObject({
      mimeType: null,
      protocol: 'dash',
    });
  });

  it('believes the extension of a manifest before a MIME type of any media', () => {
    expect(detectSource({ url: 'a.mpd', mimeType: 'video/mp4' }, BASE).protocol).toBe('dash');
    expect(detectSource({ url: 'a', mimeType: 'video/mp4' }, BASE).protocol).toBe('file');
    expect(detectSource('a.mp4?x=a.mpd', BASE).protocol).toBe('file');
    expect(detectSource('https://h.test/film.ism/Manifest', BASE).protocol).toBe('smooth');
  });

  it('finds the MIME type of a data URL', () => {
    const { mimeType, protocol } = detectSource('data:application/dash+xml;base64,PE1QRD4=', BASE);
    expect({ mimeType, protocol }).toEqual({ mimeType: 'application/dash+xml', protocol: 'dash' });
  });

  it.each([
    ['', 'an empty URL'],
    ['  ', 'an empty URL'],
    ['http://[', 'not a URL'],
    ['ftp://h.test/a.mpd', 'a URL of scheme ftp:'],
    ['javascript:alert(1)', 'a URL of scheme javascript:'],
    ['file:///a.mpd', 'a URL of scheme file:'],
    [undefined, 'neither a URL nor {url, mimeType}'],
    [null, 'neither a URL nor {url, mimeType}'],
    [{ url: 5 }, 'neither a URL nor {url, mimeType}'],
    [{}, 'neither a URL nor {url, mimeType}'],
  ])('refuses %j', (input, detected) => {
    expect(refusal(input)).toMatchObject({ code: 'source-unsupported', context: { detected } });
  });

  it('keeps query and credentials out of the error', () => {
    const error = refusal('ftp://user:pass@h.test/a?token=1');
    expect(error).toMatchObject({ context: { url: 'ftp://h.test/a' } });
    expect(isPlayerError(error) && /pass|token/.test(error.message)).toBe(false);
  });

  it('throws nothing but source-unsupported, and makes an absolute URL else', () => {
    fc.assert(
      fc.property(fc.anything(), fc.string(), (input, base) => {
        try {
          expect(detectSource(input as SourceInput, base).url).toMatch(/^(https?|blob|data):/);
        } catch (error) {
          if (!isPlayerError(error, 'source-unsupported')) throw error;
        }
      }),
    );
  });
});
