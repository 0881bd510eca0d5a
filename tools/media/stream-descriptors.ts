import { AUDIO_LANGUAGES, type AudioLanguage, type VideoRung } from './ladder.ts';
import type { StreamDescriptor } from './shaka-packager.ts';

/** How the packager lays a presentation out on disk. */
export interface Layout {
  /** The presentation's folder inside the build. */
  readonly dir: string;
  /** `$Number$` or `$Time$` for a file per segment; undefined for one file per rendition. */
  readonly segment: '$Number$' | '$Time$' | undefined;
  /** File extension of media segments, or of the single file; the packager tells the container from it. */
  readonly extension: 'm4s' | 'mp4' | 'webm' | 'ts' | 'aac';
}

/** A video rendition. */
export function videoStream(layout: Layout, input: string, rung: VideoRung): StreamDescriptor {
  const name = `video-${rung.height}`;
  return {
    in: input,
    stream: 'video',
    ...outputFields(layout, name),
    playlist_name: `${name}.m3u8`,
    ...(hasInitSegment(layout) ? { iframe_playlist_name: `${name}-iframe.m3u8` } : {}),
  };
}

/** An audio rendition in one language. */
export function audioStream(
  layout: Layout,
  input: string,
  { language, label }: AudioLanguage,
): StreamDescriptor {
  const name = `audio-${language}`;
  return {
    in: input,
    stream: 'audio',
    lang: language,
    ...outputFields(layout, name),
    playlist_name: `${name}.m3u8`,
    hls_group_id: 'audio',
    hls_name: label,
    dash_label: label,
  };
}

/** Every language of one audio codec, from `src/<codec>-<language>.<extension>`. */
export function audioStreams(layout: Layout, sourceOf: (language: string) => string): StreamDescriptor[] {
  return AUDIO_LANGUAGES.map((audio) => audioStream(layout, sourceOf(audio.language), audio));
}

/** WebVTT cut into segments, as HLS wants it: the packager writes no sidecar into a playlist. */
export function hlsTextStreams(dir: string): StreamDescriptor[] {
  return AUDIO_LANGUAGES.map(({ language, label }) => ({
    in: `src/${language}.vtt`,
    stream: 'text',
    lang: language,
    segment_template: `${dir}/text-${language}/$Number$.vtt`,
    playlist_name: `text-${language}.m3u8`,
    hls_group_id: 'text',
    hls_name: label,
    hls_only: 1,
  }));
}

function hasInitSegment(layout: Layout): boolean {
  return layout.extension !== 'ts' && layout.extension !== 'aac';
}

function outputFields({ dir, segment, extension }: Layout, name: string): StreamDescriptor {
  if (segment === undefined) return { output: `${dir}/${name}.${extension}` };
  const media = { segment_template: `${dir}/${name}/${segment}.${extension}` };
  if (!hasInitSegment({ dir, segment, extension })) return media;
  return { init_segment: `${dir}/${name}/init.${extension === 'm4s' ? 'mp4' : extension}`, ...media };
}
