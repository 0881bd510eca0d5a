import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import type { Shaka } from './load-vendor.ts';

type Cue = shaka.text.Cue;
type Texts = Pick<Shaka, 'text'>;

/** Shows Shaka's cues as the browser shows subtitles: on one text track that it adds to the element. */
export class NativeText implements shaka.extern.TextDisplayer {
  readonly #shaka: Texts;
  readonly #element: HTMLMediaElement;
  readonly #onVisibility: () => void;
  #node: HTMLTrackElement | null = null;
  #isVisible = false;
  #isDestroyed = false;
  #language = '';

  constructor(shaka: Texts, element: HTMLMediaElement, onVisibility: () => void) {
    this.#shaka = shaka;
    this.#element = element;
    this.#onVisibility = onVisibility;
  }

  configure(): void {
    // Fonts, scale and delay are the browser's and the viewer's affair here.
  }

  append(cues: Cue[]): void {
    if (this.#isDestroyed) return;
    const { track } = this.#open();
    for (const one of cues.flatMap(flattenCue)) {
      const cue = toNativeCue(this.#shaka, one);
      if (!hasCue(track, cue)) track.addCue(cue);
    }
  }

  remove(startSec: number, endSec: number): boolean {
    if (this.#isDestroyed) return false;
    const track = this.#node?.track;
    for (const cue of [...(track?.cues ?? [])])
      if (cue.startTime < endSec && cue.endTime > startSec) track?.removeCue(cue);
    return true;
  }

  isTextVisible(): boolean {
    return this.#isVisible;
  }

  setTextVisibility(isVisible: boolean): void {
    if (this.#isDestroyed) return;
    this.#isVisible = isVisible;
    if (isVisible || this.#node) this.#open().track.mode = this.#mode();
    this.#onVisibility();
  }

  setTextLanguage(language: string): void {
    this.#language = language;
    if (this.#node) this.#node.srclang = language;
  }

  destroy(): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  /** Takes the track off the element, at once. */
  close(): void {
    this.#isDestroyed = true;
    this.#isVisible = false;
    this.#node?.remove();
    this.#node = null;
  }

  /** A track element, as a track made by `addTextTrack` can never be taken off again. */
  #open(): HTMLTrackElement {
    if (this.#node) return this.#node;
    const node = this.#element.ownerDocument.createElement('track');
    node.kind = 'subtitles';
    node.label = 'Kinora';
    node.srclang = this.#language;
    this.#element.append(node);
    node.track.mode = this.#mode();
    this.#node = node;
    return node;
  }

  #mode(): TextTrackMode {
    return this.#isVisible ? 'showing' : 'hidden';
  }
}

/** Containers (regions, divisions) hold cues of their own time; what a cue holds otherwise is a part of its text. */
function flattenCue(cue: Cue): readonly Cue[] {
  if (cue.isContainer) return cue.nestedCues.flatMap(flattenCue);
  return textOf(cue).trim() !== '' && cue.endTime > cue.startTime ? [cue] : [];
}

function textOf(cue: Cue): string {
  if (cue.lineBreak) return '\n';
  return cue.nestedCues.length > 0 ? cue.nestedCues.map(textOf).join('') : cue.payload;
}

/** @see https://www.w3.org/TR/webvtt1/#vttcue */
function toNativeCue({ text: { Cue } }: Texts, cue: Cue): VTTCue {
  const { line, position, size } = cue;
  const native = new VTTCue(cue.startTime, cue.endTime, textOf(cue));
  native.align = cue.textAlign;
  native.vertical = VERTICAL[cue.writingMode];
  if (size > 0) native.size = size;
  if (line !== null) {
    native.snapToLines = cue.lineInterpretation === Cue.lineInterpretation.LINE_NUMBER;
    native.line = line;
  }
  if (position !== null) native.position = position;
  return native;
}

const VERTICAL: Readonly<Record<`${shaka.text.Cue.writingMode}`, DirectionSetting>> = {
  'horizontal-tb': '',
  'vertical-lr': 'lr',
  'vertical-rl': 'rl',
};

/** A segment may repeat the cue of the one before that reaches into it. */
function hasCue(track: TextTrack, { startTime, endTime, text }: VTTCue): boolean {
  return [...(track.cues ?? [])].some(
    (one) => one.startTime === startTime && one.endTime === endTime && (one as VTTCue).text === text,
  );
}
