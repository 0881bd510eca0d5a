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

/** What is asked for may be on its way, or here. */
type Source = Promise<ReadableStream<Uint8Array<ArrayBuffer>> | null>;

const body = async (url: string): Source => (await fetch(url)).body;

/** Appends the streams as their bytes arrive. */
async function feed(buffer: SourceBuffer, sources: readonly Source[]): Promise<void> {
  for (const source of sources) {
    const reader = (await source)?.getReader();
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      await append(buffer, part.value);
    }
  }
}

/** The first segments of the titles of a race, which number them otherwise. */
const firstSegment = (base: string): string => (base.endsWith('cmaf-2s') ? '1.m4s' : '0.m4s');
/** The second ones of the first title. */
const SECOND = { video: '51200.m4s', audio: '192512.m4s' };

openBench((video) => {
  video.autoplay = true;
  const prepared = new Map<string, Source>();
  const take = (url: string): Source => prepared.get(url) ?? body(url);
  return {
    load: async (url) => {
      const opening = openSource(video);
      const base = url.slice(0, url.lastIndexOf('/'));
      const names = [rung, 'audio-en'];
      const isHere = prepared.size > 0;
      if (!isHere) await readAll(url);
      if (!isHere && url.endsWith('.m3u8')) {
        await Promise.all([`${base}/${rung}.m3u8`, `${base}/audio-en.m3u8`].map(readAll));
      }
      const [videoSources = [], audioSources = []] = names.map((name) =>
        ['init.mp4', firstSegment(base)].map((file) => take(`${base}/${name}/${file}`)),
      );
      const source = await opening;
      const videoBuffer = source.addSourceBuffer(`video/mp4; codecs="${CODECS[rung] ?? ''}"`);
      const audioBuffer = source.addSourceBuffer('audio/mp4; codecs="mp4a.40.2"');
      await Promise.all([feed(videoBuffer, videoSources), feed(audioBuffer, audioSources)]);
      if (isHere) return;
      // So that there is something to zap away from.
      const [video2, audio2] = [
        body(`${base}/${rung}/${SECOND.video}`),
        body(`${base}/audio-en/${SECOND.audio}`),
      ];
      await Promise.all([feed(videoBuffer, [video2]), feed(audioBuffer, [audio2])]);
    },
    preload: async (url) => {
      const base = url.slice(0, url.lastIndexOf('/'));
      for (const name of [rung, 'audio-en']) {
        for (const file of ['init.mp4', firstSegment(base)]) {
          const address = `${base}/${name}/${file}`;
          const bytes = await (await fetch(address)).arrayBuffer();
          prepared.set(address, Promise.resolve(new Response(bytes).body));
        }
      }
    },
    destroy: () => video.removeAttribute('src'),
  };
});
