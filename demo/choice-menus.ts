import type { Player, RenditionInfo, TrackInfo } from '../src/index.ts';
import { formatMbps, nameLanguage } from './figure-format.ts';
import { findElement, makeElement } from './find-element.ts';

/** The quality and audio menus, kept in step with what the player has to offer. */
export function connectChoiceMenus(player: Player): void {
  const quality = findElement('quality', HTMLSelectElement);
  const audio = findElement('audio', HTMLSelectElement);

  const showQualities = (): void => {
    const { renditions, activeRendition } = player;
    const now = activeRendition && player.quality === 'auto' ? ` (${nameRendition(activeRendition)})` : '';
    const options = [...renditions].reverse().map((rendition) => {
      return makeOption(
        rendition.id,
        `${nameRendition(rendition)} · ${formatMbps(rendition.bandwidthBps || null)}`,
      );
    });
    fill(quality, [makeOption('auto', `Auto${now}`), ...options]);
    quality.value = typeof player.quality === 'string' ? player.quality : 'auto';
    quality.disabled = renditions.length === 0;
  };

  const showTracks = (): void => {
    const tracks = player.tracks.filter(({ kind }) => kind === 'audio');
    const names = tracks.map((track) => makeOption(track.id, nameTrack(track)));
    fill(audio, names.length > 0 ? names : [makeOption('', 'none')]);
    audio.value = player.activeTracks.find(({ kind }) => kind === 'audio')?.id ?? '';
    audio.disabled = tracks.length < 2;
  };

  quality.addEventListener('change', () => {
    player.setQuality(quality.value);
    showQualities();
  });
  audio.addEventListener('change', () => {
    player.selectTrack(audio.value);
  });
  player.on('renditionschange', showQualities);
  player.on('renditionchange', showQualities);
  player.on('trackschange', showTracks);
  player.on('statechange', ({ to }) => {
    if (to !== 'loading' && to !== 'idle') return;
    showQualities();
    showTracks();
  });
  showQualities();
  showTracks();
}

function makeOption(value: string, text: string): HTMLOptionElement {
  const option = makeElement('option', text);
  option.value = value;
  return option;
}

/** Puts the options in, unless they are there already: an open menu would close under the finger. */
function fill(select: HTMLSelectElement, options: readonly HTMLOptionElement[]): void {
  const describe = (list: Iterable<HTMLOptionElement>): string =>
    [...list].map(({ value, text }) => `${value}\n${text}`).join('\n');
  if (describe(select.options) !== describe(options)) select.replaceChildren(...options);
}

function nameRendition({ height, id, frameRate, bandwidthBps }: RenditionInfo): string {
  if (height === null) return bandwidthBps > 0 ? formatMbps(bandwidthBps) : id;
  return `${height}p${frameRate !== null && frameRate > 30 ? frameRate.toFixed(0) : ''}`;
}

function nameTrack({ label, language, roles, channelCount }: TrackInfo): string {
  const name = label ?? nameLanguage(language);
  const extra = [
    ...roles.filter((role) => role !== 'main'),
    ...(channelCount !== null && channelCount > 2 ? [`${channelCount} channels`] : []),
  ];
  return extra.length > 0 ? `${name} (${extra.join(', ')})` : name;
}
