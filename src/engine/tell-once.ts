import type { PresentationFacts } from '../model/presentation-info.ts';
import type { EngineEvent, JoinPhase } from './engine-event.ts';

/** Passes on what is new: an event that says what the last of its type said is left out, and a phase comes once. */
export class TellOnce {
  readonly #emit: (event: EngineEvent) => void;
  readonly #told = new Map<string, string>();
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
