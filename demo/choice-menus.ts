import type { Player, RenditionInfo, TrackInfo } from '../src/index.ts';
import { formatMbps, nameLanguage } from './figure-format.ts';
import { findElement, makeElement } from './find-element.ts';

/** The menus of quality, audio and subtitles, kept in step with what the player has to offer. */
export function connectChoiceMenus(player: Player): void {
  const quality = findElement('quality', HTMLSelectElement);
  const audio = findElement('audio', HTMLSelectElement);
  const text = findElement('text', HTMLSelectElement);

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
    const namesOf = (wanted: TrackInfo['kind']): readonly HTMLOptionElement[] =>
      player.tracks
        .filter(({ kind }) => kind === wanted)
        .map((track) => makeOption(track.id, nameTrack(track)));
    const activeId = (wanted: TrackInfo['kind']): string =>
      player.activeTracks.find(({ kind }) => kind === wanted)?.id ?? '';
    const sounds = namesOf('audio');
    fill(audio, sounds.length > 0 ? sounds : [makeOption('', 'none')]);
    audio.value = activeId('audio');
    audio.disabled = sounds.length < 2;

    const texts = namesOf('text');
    const isShown = player.engine !== 'mse';
    fill(text, [makeOption('', texts.length > 0 ? 'off' : 'none'), ...texts]);
    text.value = activeId('text');
    text.disabled = texts.length === 0 || !isShown;
    text.title =
      texts.length > 0 && !isShown
        ? 'This engine lists subtitles and shows none yet: choose another one beside this menu'
        : '';
  };

  quality.addEventListener('change', () => {
    player.setQuality(quality.value);
    showQualities();
  });
  audio.addEventListener('change', () => {
    player.selectTrack(audio.value);
  });
  text.addEventListener('change', () => {
    if (text.value === '') player.deselectText();
    else player.selectTrack(text.value);
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
