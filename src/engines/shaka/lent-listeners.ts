/** Tells Shaka of a seek by `tell`, when it may hear of it. */
export type TellSeek = (tell: () => void) => void;

type Listener = EventListenerOrEventListenerObject;
type Options = boolean | AddEventListenerOptions | undefined;

interface Lent {
  readonly type: string;
  readonly listener: Listener;
  readonly options: Options;
}

/** The listeners that Shaka has put on the element. */
export class LentListeners {
  readonly #element: HTMLMediaElement;
  readonly #tellSeek: TellSeek;
  #lent: readonly Lent[] = [];
  #isClosed = false;

  constructor(element: HTMLMediaElement, tellSeek: TellSeek) {
    this.#element = element;
    this.#tellSeek = tellSeek;
  }

  readonly add = (type: string, listener: Listener, options?: Options): void => {
    if (this.#isClosed) return;
    this.#lent = [...this.#without(type, listener), { type, listener, options }];
    if (type === 'seeking') this.#element.addEventListener(type, this.#onSeeking);
    else this.#element.addEventListener(type, listener, options);
  };

  readonly remove = (type: string, listener: Listener, options?: Options): void => {
    this.#lent = this.#without(type, listener);
    if (type !== 'seeking') this.#element.removeEventListener(type, listener, options);
  };

  /** Takes all off. None is put on any more. */
  close(): void {
    this.#isClosed = true;
    this.#element.removeEventListener('seeking', this.#onSeeking);
    for (const { type, listener, options } of this.#lent) this.remove(type, listener, options);
  }

  readonly #onSeeking = (event: Event): void => {
    // Who listens then: Shaka's first listener goes, and puts on another, when it hears of the first one.
    this.#tellSeek(() => {
      for (const one of this.#lent) if (one.type === 'seeking' && this.#lent.includes(one)) tell(one, event);
    });
  };

  #without(type: string, listener: Listener): readonly Lent[] {
    return this.#lent.filter((one) => one.type !== type || one.listener !== listener);
  }
}

function tell({ listener }: Lent, event: Event): void {
  if (typeof listener === 'function') listener(event);
  else listener.handleEvent(event);
}
