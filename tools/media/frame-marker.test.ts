import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FRAME_MARKER, readFrameNumber } from './frame-marker.ts';
import { pictureGraph } from './frame-marker-filter.ts';

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

/** A grey picture with a marker of the given bits (24 blocks), drawn without the code under test. */
function picture(blocks: readonly number[], width: number, height: number): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(128);
  for (let y = Math.round(height / 24); y < Math.round(height / 8); y++) {
    for (let x = 0; x < width; x++) {
      const value = blocks[Math.floor((x * 24) / width)] ?? 0;
      rgba.fill(value, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  }
  return rgba;
}

function blocksOf(frame: number, black = 0, white = 255): number[] {
  const check = (frame ^ (frame >> 4) ^ (frame >> 8) ^ (frame >> 12)) & 0xf;
  const bits = frame.toString(2).padStart(16, '0') + check.toString(2).padStart(4, '0');
  return `01${bits}10`.split('').map((bit) => (bit === '1' ? white : black));
}

describe('readFrameNumber', () => {
  it.each([
    [426, 240],
    [640, 360],
    [854, 480],
    [1280, 720],
    [1920, 1080],
    [96, 54],
  ])('reads every bit at %i×%i', (width, height) => {
    for (const frame of [0, 1, 2, 77, 749, 1499, 0x5555, 0xaaaa, 0xffff]) {
      expect(readFrameNumber(picture(blocksOf(frame), width, height), width, height)).toBe(frame);
    }
  });

  it('reads a washed-out marker', () => {
    expect(readFrameNumber(picture(blocksOf(1234, 60, 180), 426, 240), 426, 240)).toBe(1234);
  });

  it('sees no marker in a blank or grey picture', () => {
    const blank = new Uint8ClampedArray(426 * 240 * 4);
    expect(readFrameNumber(blank, 426, 240)).toBeUndefined();
    expect(readFrameNumber(blank.fill(128), 426, 240)).toBeUndefined();
    expect(readFrameNumber(blank.fill(255), 426, 240)).toBeUndefined();
  });

  it('refuses a marker with any single bit flipped', () => {
    for (let block: number = FRAME_MARKER.firstBit; block < FRAME_MARKER.guardEnd; block++) {
      const blocks = blocksOf(1000);
      blocks[block] = 255 - blocks[block]!;
      expect(readFrameNumber(picture(blocks, 426, 240), 426, 240)).toBeUndefined();
    }
  });

  it('refuses the even blend of two frames', () => {
    const other = blocksOf(1001);
    const blend = blocksOf(1000).map((value, index) => (value + other[index]!) / 2);
    expect(readFrameNumber(picture(blend, 426, 240), 426, 240)).toBeUndefined();
  });

  it.skipIf(!hasFfmpeg)(
    'reads every frame that the filter graph draws, at 240p and 80 kbit/s (needs ffmpeg)',
    () => {
      const dir = mkdtempSync(join(tmpdir(), 'frame-marker-'));
      try {
        const [clip, raw] = [join(dir, 'clip.mp4'), join(dir, 'clip.rgba')];
        const graph = pictureGraph(854, 480, 2, 700).replace('[picture]', ',scale=426:240');
        const encoder = '-c:v libx264 -preset ultrafast -b:v 80k -maxrate 80k -bufsize 80k -pix_fmt yuv420p';
        const encode = ['-filter_complex', graph, ...encoder.split(' '), clip];
        expect(spawnSync('ffmpeg', ['-v', 'error', '-y', ...encode]).stderr.toString()).toBe('');
        const decode = ['-i', clip, '-f', 'rawvideo', '-pix_fmt', 'rgba', raw];
        expect(spawnSync('ffmpeg', ['-v', 'error', '-y', ...decode]).stderr.toString()).toBe('');
        const bytes = readFileSync(raw);
        const size = 426 * 240 * 4;
        const read = Array.from({ length: bytes.length / size }, (_, index) =>
          readFrameNumber(bytes.subarray(index * size, (index + 1) * size), 426, 240),
        );
        expect(read).toEqual(Array.from({ length: 50 }, (_, index) => 700 + index));
      } finally {
        rmSync(dir, { recursive: true });
      }
    },
  );
});
