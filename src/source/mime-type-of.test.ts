import { describe, expect, it } from 'vitest';
import type { SourceDescriptor } from '../model/source.ts';
import { mimeTypeOf } from './mime-type-of.ts';

const tell = (changes: Partial<SourceDescriptor>, text: string | null = null): Promise<string> => {
  const source = { url: 'https://h.test/title?token=1', mimeType: null, protocol: null, ...changes };
  const bytes = new TextEncoder().encode(text ?? '');
  return mimeTypeOf(source, text === null ? new Promise(() => undefined) : Promise.resolve({ bytes }));
};

describe('mimeTypeOf', () => {
  it('waits for no manifest where the app or the URL tells', async () => {
    expect(await tell({ mimeType: 'video/vnd.mpeg.dash+xml', protocol: 'dash' })).toBe(
      'video/vnd.mpeg.dash+xml',
    );
    expect(await tell({ protocol: 'smooth' })).toBe('application/vnd.ms-sstr+xml');
  });

  it('else goes by how the manifest begins', async () => {
    expect(await tell({}, '#EXTM3U')).toBe('application/x-mpegurl');
    expect(await tell({}, '<MPD>')).toBe('application/dash+xml');
  });

  it('refuses what is none, without its query', async () => {
    const context = { url: 'https://h.test/title', detected: 'neither DASH nor HLS' };
    await expect(tell({}, '<html>')).rejects.toMatchObject({ code: 'source-unsupported', context });
  });
});
