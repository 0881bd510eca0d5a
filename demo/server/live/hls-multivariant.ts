import type { LoopTrack } from './media-library.ts';

const AUDIO_GROUP = 'audio';

/**
 * The multivariant playlist of a channel; it never changes.
 *
 * @param tracks video with alternate audio, or muxed
 * @see RFC 8216bis §4.4.6
 */
export function multivariantPlaylist(tracks: readonly LoopTrack[]): string {
  const audio = tracks.filter(({ kind }) => kind === 'audio');
  const pictures = tracks.filter(({ kind }) => kind !== 'audio');
  const audioBps = Math.max(0, ...audio.map(({ bandwidthBps }) => bandwidthBps));
  const audioCodec = audio[0] ? `,${audio[0].codecs}` : '';
  const group = audio.length > 0 ? `,AUDIO="${AUDIO_GROUP}"` : '';
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:6',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    ...audio.map(mediaTag),
    ...pictures.flatMap((track) => [
      `#EXT-X-STREAM-INF:BANDWIDTH=${track.bandwidthBps + audioBps},CODECS="${track.codecs}${audioCodec}",` +
        `RESOLUTION=${track.width}x${track.height},FRAME-RATE=25.000${group},CLOSED-CAPTIONS=NONE`,
      `${track.id}.m3u8`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function mediaTag({ id, language, label }: LoopTrack, position: number): string {
  return (
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${AUDIO_GROUP}",NAME="${label}",LANGUAGE="${language}",` +
    `DEFAULT=${position === 0 ? 'YES' : 'NO'},AUTOSELECT=YES,CHANNELS="2",URI="${id}.m3u8"`
  );
}
