import { describe, expect, it } from 'vitest';
import { sampleRendition } from '../../../test/fixtures/model-samples.ts';
import { codecFamily, isSameFamily, mimeType, sinkTypes, splitCodecs } from './mime-types.ts';

describe('splitCodecs', () => {
  it('tells picture from sound and leaves subtitles out', () => {
    expect(splitCodecs('avc1.64001e, mp4a.40.2,stpp.ttml.im1t,wvtt')).toEqual({
      video: ['avc1.64001e'],
      audio: ['mp4a.40.2'],
    });
    expect(splitCodecs('')).toEqual({ video: [], audio: [] });
  });

  it.each(['mp4a.40.5', 'opus', 'Opus', 'fLaC', 'flac', 'ac-3', 'ec-3', 'ac-4.02.01.01', 'vorbis', 'mp3'])(
    'knows %s as sound',
    (codec) => {
      expect(splitCodecs(codec).audio).toEqual([codec]);
    },
  );

  it.each([
    'avc3.4d401f',
    'hvc1.1.6.L93.B0',
    'hev1.2.4.L120',
    'av01.0.08M.08',
    'vp09.00.31.08',
    'vp8',
    'dvh1.05.06',
  ])('knows %s as picture', (codec) => {
    expect(splitCodecs(codec).video).toEqual([codec]);
  });
});

describe('codecFamily', () => {
  it.each([
    ['avc1.64001e', 'avc3.42c01e', true],
    ['hvc1.1.6.L93', 'hev1.2.4.L120', true],
    ['vp9', 'vp09.00.31.08', true],
    ['mp4a.40.2', 'mp4a.40.5', true],
    ['mp4a.40.2', 'mp4a.40.34', false],
    ['mp4a.6b', 'mp4a.40.34', true],
    ['avc1.64001e', 'hvc1.1.6.L93', false],
    ['opus', 'mp4a.40.2', false],
  ])('%s and %s: same is %s', (a, b, isSame) => {
    expect(codecFamily(a) === codecFamily(b)).toBe(isSame);
  });
});

describe('isSameFamily', () => {
  it('compares container, codec families and their number', () => {
    const avc = mimeType('video', 'mp4', ['avc1.64001e']);
    expect(isSameFamily(avc, mimeType('video', 'mp4', ['avc3.640028']))).toBe(true);
    expect(isSameFamily(avc, mimeType('video', 'webm', ['avc1.64001e']))).toBe(false);
    expect(isSameFamily(avc, mimeType('video', 'mp4', ['avc1.64001e', 'mp4a.40.2']))).toBe(false);
    expect(isSameFamily(avc, mimeType('video', 'mp4', ['hvc1.1.6.L93']))).toBe(false);
    expect(isSameFamily('audio/mpeg', 'audio/mpeg')).toBe(true);
  });

  it('lets go into another buffer, or be missing, what is named behind', () => {
    const both = mimeType('video', 'mp4', ['avc1.64001e', 'mp4a.40.2']);
    expect(isSameFamily(mimeType('video', 'mp4', ['avc1.4d400a']), both, true)).toBe(true);
    expect(isSameFamily(both, both, true)).toBe(true);
    expect(isSameFamily(both, mimeType('video', 'mp4', ['avc1.64001e']), true)).toBe(false);
    expect(isSameFamily(mimeType('video', 'mp4', ['hvc1.1.6.L93']), both, true)).toBe(false);
  });
});

describe('sinkTypes', () => {
  it('needs one buffer a stream for fMP4 and WebM', () => {
    expect(sinkTypes(sampleRendition(), 'video')).toEqual({ video: 'video/mp4; codecs="avc1.64001E"' });
    expect(sinkTypes(sampleRendition({ codecs: 'avc1.4d,mp4a.40.2' }), 'video')).toEqual({
      video: 'video/mp4; codecs="avc1.4d,mp4a.40.2"',
    });
    expect(sinkTypes(sampleRendition({ codecs: 'vp09.00.31.08', container: 'webm' }), 'video')).toEqual({
      video: 'video/webm; codecs="vp09.00.31.08"',
    });
    expect(sinkTypes(sampleRendition({ codecs: 'mp4a.40.2' }), 'audio')).toEqual({
      audio: 'audio/mp4; codecs="mp4a.40.2"',
    });
  });

  it('needs two for a transport stream that carries both, as MP4 since it is transmuxed', () => {
    const both = sampleRendition({ codecs: 'avc1.4d401f,mp4a.40.2', container: 'ts' });
    expect(sinkTypes(both, 'video')).toEqual({
      video: 'video/mp4; codecs="avc1.4d401f"',
      audio: 'audio/mp4; codecs="mp4a.40.2"',
    });
    expect(sinkTypes(sampleRendition({ codecs: 'avc1.4d401f', container: 'ts' }), 'video')).toEqual({
      video: 'video/mp4; codecs="avc1.4d401f"',
    });
  });

  it('takes only the audio codecs of an audio rendition', () => {
    const rendition = sampleRendition({ codecs: 'avc1.4d401f,mp4a.40.2', container: 'aac' });
    expect(sinkTypes(rendition, 'audio')).toEqual({ audio: 'audio/mp4; codecs="mp4a.40.2"' });
  });

  it('leaves unknown codecs to the media, but for MP3, which has one type', () => {
    expect(sinkTypes(sampleRendition({ codecs: null }), 'video')).toBeNull();
    expect(sinkTypes(sampleRendition({ codecs: null, container: 'mp3' }), 'audio')).toEqual({
      audio: 'audio/mpeg',
    });
  });
});
