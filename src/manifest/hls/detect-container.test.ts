import { describe, expect, it } from 'vitest';
import type { Segment } from '../../model/segment.ts';
import { detectContainer } from './detect-container.ts';

function segmentOf(url: string, hasInit = false): Segment {
  return {
    position: 0,
    startSec: 0,
    durationSec: 4,
    urls: [url],
    range: null,
    init: hasInit ? { id: 'i', urls: ['i'], range: null, encryption: null, bytes: null } : null,
    timeline: { id: 'd0', offsetSec: null, windowStartSec: 0, windowEndSec: Infinity },
    isGap: false,
    encryption: null,
    programDateTimeMs: null,
    sizeBytes: null,
  };
}
const bytes = (...parts: (number | string)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === 'number' ? [part] : [...Buffer.from(part, 'latin1')])),
  );
const id3 = (size: number, ...rest: number[]): Uint8Array =>
  bytes('ID3', 4, 0, 0, 0, 0, size >> 7, size & 127, '.'.repeat(size), ...rest);

describe('by name', () => {
  it.each([
    ['https://h.test/a.ts?x=.mp4', 'ts'],
    ['https://h.test/a.M4S#t', 'mp4'],
    ['https://h.test/a.cmfv', 'mp4'],
    ['https://h.test/a.m4a', 'mp4'],
    ['https://h.test/a.aac', 'aac'],
    ['https://h.test/a.mp3', 'mp3'],
    ['https://h.test/a.vtt', 'vtt'],
    ['https://h.test/a.webm', 'webm'],
    ['https://h.test/a.ac3', 'unknown'],
    ['https://h.test/a', 'unknown'],
    ['https://ts/', 'unknown'],
  ])('%s is %s', (url, container) => {
    expect(detectContainer(segmentOf(url))).toBe(container);
  });

  it('takes any segment with an init segment for MP4, but .ts', () => {
    expect(detectContainer(segmentOf('https://h.test/a.jpg', true))).toBe('mp4');
    expect(detectContainer(segmentOf('https://h.test/a.ts', true))).toBe('ts');
  });
});

describe('by bytes, whatever the name says', () => {
  it.each([
    ['ts', bytes(0x47, 0x40, 0)],
    ['ts', bytes(0x47, 'x'.repeat(187), 0x47)],
    ['mp4', bytes(0, 0, 0, 24, 'ftypiso5')],
    ['mp4', bytes(0, 0, 0, 24, 'stypmsdh')],
    ['mp4', bytes(0, 0, 0, 24, 'moof')],
    ['mp4', bytes(0, 0, 0, 24, 'sidx')],
    ['mp4', bytes(0, 0, 0, 24, 'emsg')],
    ['aac', bytes(0xff, 0xf1, 0x50)],
    ['aac', bytes(0xff, 0xf9, 0x50)],
    ['mp3', bytes(0xff, 0xfb, 0x90)],
    ['aac', id3(63, 0xff, 0xf1)],
    ['mp3', id3(300, 0xff, 0xfb)],
    ['vtt', bytes('WEBVTT\n')],
    ['vtt', bytes(0xef, 0xbb, 0xbf, 'WEBVTT\n')],
    ['webm', bytes(0x1a, 0x45, 0xdf, 0xa3)],
    ['ttml', bytes('<?xml ')],
  ] as const)('%s', (container, head) => {
    const name = container === 'mp3' ? 'a.ts' : 'a.mp3';
    expect(detectContainer(segmentOf(`https://h.test/${name}`), head)).toBe(container);
  });

  it('asks the name where they say nothing', () => {
    expect(detectContainer(segmentOf('https://h.test/a.aac'), bytes())).toBe('aac');
    expect(detectContainer(segmentOf('https://h.test/a.mp3'), id3(300).subarray(0, 100))).toBe('mp3');
    expect(detectContainer(segmentOf('https://h.test/a.x'), bytes(0x47, 'x'.repeat(300)))).toBe('unknown');
  });
});
