import type { MediaEvent } from '../model/media-event.ts';
import type { PresentationFacts } from '../model/presentation-info.ts';
import type { EngineEvent, JoinPhase } from './engine-event.ts';

/** Of so many it is known that they were told: some hours of one each segment. */
const MAX_EVENTS = 2000;

/** Passes on what is new: an event that says what the last of its type said is left out, and a phase comes once. */
export class TellOnce {
  readonly #emit: (event: EngineEvent) => void;
  readonly #told = new Map<string, string>();
  readonly #events = new Set<string>();
  readonly #early: MediaEvent[] = [];
  #facts: PresentationFacts | null = null;

  constructor(emit: (event: EngineEvent) => void) {
    this.#emit = emit;
  }

  /** What was told of the presentation last; null: nothing yet. */
  get facts(): PresentationFacts | null {
    return this.#facts;
  }

  /** Whether it is passed for the first time. */
  phase(phase: JoinPhase): boolean {
    const isFirst = this.#isNews(`phase ${phase}`, '');
    if (isFirst) this.#emit({ type: 'phase', phase });
    return isFirst;
  }

  /** Where nothing but the duration is another, that alone is told. */
  presentation(facts: PresentationFacts): void {
    const before = this.#facts;
    const { url, isLive, durationSec } = facts;
    this.#facts = facts;
    const isSame = before?.url === url && before.isLive === isLive;
    if (!isSame) this.#emit({ type: 'presentation', presentation: facts });
    else if (durationSec !== null && durationSec !== before.durationSec)
      this.#emit({ type: 'duration', durationSec });
    for (const event of this.#early.splice(0)) this.mediaEvent(event);
  }

  /** Not before the presentation that it is part of. A date range is known by its id, others by their time as well. */
  mediaEvent(event: MediaEvent): void {
    const { origin, schemeIdUri, value, id, startSec } = event;
    const place = origin === 'date-range' ? '' : startSec.toFixed(3);
    const topic = [origin, schemeIdUri, value, id, place].join('\n');
    if (!this.#facts) {
      this.#early.push(event);
      return;
    }
    if (this.#events.has(topic)) return;
    // A live channel goes on for days; what is told again is what was told lately.
    const [oldest] = this.#events;
    if (this.#events.size === MAX_EVENTS && oldest !== undefined) this.#events.delete(oldest);
    this.#events.add(topic);
    this.#emit({ type: 'media-event', event });
  }

  tell(event: EngineEvent): void {
    if (this.#isNews(event.type, JSON.stringify(event))) this.#emit(event);
  }

  #isNews(topic: string, words: string): boolean {
    if (this.#told.get(topic) === words) return false;
    this.#told.set(topic, words);
    return true;
  }
}
