import { openBench } from '../bench-page.ts';

/**
 * The least that this browser can do for a first frame: the manifest (HLS: the media playlists after it), then the
 * first segments of video and audio with their init segments, all at once and appended as their bytes arrive. What a
 * player reads in the manifest is known beforehand: `?rung=` names the folder of the video rendition.
 */
const rung = new URLSearchParams(location.search).get('rung') ?? 'video-240';
const CODECS: Readonly<Record<string, string>> = {
  'video-240': 'avc1.4d4015',
  'video-360': 'avc1.4d401e',
  'video-480': 'avc1.4d401e',
  'video-720': 'avc1.4d401f',
  'video-1080': 'avc1.4d4028',
};

async function readAll(url: string): Promise<void> {
  await (await fetch(url)).arrayBuffer();
}

function openSource(video: HTMLVideoElement): Promise<MediaSource> {
  const source = new MediaSource();
  video.src = URL.createObjectURL(source);
  return new Promise((resolve) =>
    source.addEventListener(
      'sourceopen',
      () => {
        URL.revokeObjectURL(video.src);
        resolve(source);
      },
      { once: true },
    ),
  );
}

function append(buffer: SourceBuffer, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  return new Promise((resolve) => {
    buffer.addEventListener('updateend', () => resolve(), { once: true });
    buffer.appendBuffer(bytes);
  });
}

async function feed(buffer: SourceBuffer, requests: readonly Promise<Response>[]): Promise<void> {
  for (const request of requests) {
    const reader = (await request).body?.getReader();
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      await append(buffer, part.value);
    }
  }
}

openBench((video) => {
  video.autoplay = true;
  return {
    load: async (url) => {
      const opening = openSource(video);
      await readAll(url);
      const base = url.slice(0, url.lastIndexOf('/'));
      if (url.endsWith('.m3u8')) {
        await Promise.all([`${base}/${rung}.m3u8`, `${base}/audio-en.m3u8`].map(readAll));
      }
      const [videoRequests, audioRequests] = [rung, 'audio-en'].map((name) =>
        ['init.mp4', '0.m4s'].map((file) => fetch(`${base}/${name}/${file}`)),
      );
      const source = await opening;
      const videoBuffer = source.addSourceBuffer(`video/mp4; codecs="${CODECS[rung] ?? ''}"`);
      const audioBuffer = source.addSourceBuffer('audio/mp4; codecs="mp4a.40.2"');
      await Promise.all([feed(videoBuffer, videoRequests ?? []), feed(audioBuffer, audioRequests ?? [])]);
    },
    destroy: () => video.removeAttribute('src'),
  };
});
