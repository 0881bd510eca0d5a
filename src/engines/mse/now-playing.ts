import type { Stream } from './stream.ts';
import type { Title } from './title.ts';
import { segmentKey } from './plan.ts';

/** Decoders work about so far ahead of the playhead. */
const DECODED_AHEAD_SEC = 0.5;

/** What is seen, or heard where there is only sound: tells the app of it, and watches how the device manages. */
export class NowPlaying {
  readonly #title: Title;
  readonly #main: Stream | undefined;
  #periodIndex = -1;

  constructor(title: Title, main: Stream | undefined) {
    this.#title = title;
    this.#main = main;
  }

  /** The playhead is at `timeSec`, with so much media in front. */
  show(timeSec: number, aheadSec: number): void {
    const title = this.#title;
    const periodIndex = title.periodAt(timeSec);
    if (periodIndex !== this.#periodIndex) {
      this.#periodIndex = periodIndex;
      title.showPeriod(periodIndex);
    }
    const main = this.#main;
    if (!main) return;
    const entry = main.shown.changeAt(timeSec);
    main.shown.trim(timeSec - title.context.config.buffer.behindSec);
    if (entry) title.context.emit({ type: 'rendition-shown', ...entry });
    this.#watchFrames(main, timeSec, aheadSec);
  }

  /** What is buffered of a rendition that the device does not manage, or that nobody was to see, would be seen for long. */
  #watchFrames(main: Stream, timeSec: number, aheadSec: number): void {
    const { context } = this.#title;
    const { chooser, element, clock } = context;
    if (context.titleKeys()?.isAwaited) return; // no fault of the device's
    const track = this.#title.trackAt(main.kind, this.#periodIndex);
    if (!track) return;
    const shownId = main.shown.at(timeSec)?.renditionId ?? null;
    const id = chooser.noteFrames(track, shownId, element, aheadSec, clock.nowMs());
    if (id !== null) main.replaceRendition(id);
  }

  /** Decoding has failed about here: behind the rebuild another rendition takes its place, where there is one. */
  avoid(timeSec: number): void {
    const { shown } = this.#main ?? {};
    for (const decodedSec of [timeSec, timeSec + DECODED_AHEAD_SEC]) {
      const entry = shown?.at(decodedSec);
      if (!entry) continue;
      const key = segmentKey(entry.renditionId, entry.startSec);
      this.#title.spoiledSegments.add(key);
      // A pin or a cap may leave none but this one.
      if (this.#title.context.chooser.quality === 'auto') this.#title.avoidedSegments.add(key);
    }
  }
}
