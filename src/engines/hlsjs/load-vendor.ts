import type Hls from 'hls.js';

export type HlsJs = typeof Hls;

export async function loadHlsJs(): Promise<HlsJs> {
  const { default: hlsJs } = await import('hls.js');
  return hlsJs;
}
