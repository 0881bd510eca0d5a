/** Tells Shaka of a seek by `tell`, when it may hear of it. */
export type TellSeek = (tell: () => void) => void;

type Listener = EventListenerOrEventListenerObject;
type Options = boolean | AddEventListenerOptions | undefined;

/** The listeners that Shaka has put on the element. */
export class LentListeners {
  readonly #element: HTMLMediaElement;
  readonly #tellSeek: TellSeek;
  /** Who listens to seeks in place of a listener of Shaka's. */
  readonly #deputies = new WeakMap<Listener, Listener>();
  #lent: { readonly type: string; readonly listener: Listener; readonly options: Options }[] = [];
  #isClosed = false;

  constructor(element: HTMLMediaElement, tellSeek: TellSeek) {
    this.#element = element;
    this.#tellSeek = tellSeek;
  }

  readonly add = (type: string, given: Listener, options?: Options): void => {
    if (this.#isClosed) return;
    const listener = this.#listenerFor(type, given);
    this.#lent.push({ type, listener, options });
    this.#element.addEventListener(type, listener, options);
  };

  readonly remove = (type: string, given: Listener, options?: Options): void => {
    const listener = this.#listenerFor(type, given);
    this.#lent = this.#lent.filter((one) => one.type !== type || one.listener !== listener);
    this.#element.removeEventListener(type, listener, options);
  };

  /** Takes all off. None is put on any more. */
  close(): void {
    this.#isClosed = true;
    for (const { type, listener, options } of this.#lent)
      this.#element.removeEventListener(type, listener, options);
    this.#lent = [];
  }

  #listenerFor(type: string, given: Listener): Listener {
    if (type !== 'seeking') return given;
    const known = this.#deputies.get(given);
    if (known) return known;
    const deputy = (event: Event): void => {
      this.#tellSeek(() => {
        if (typeof given === 'function') given(event);
        else given.handleEvent(event);
      });
    };
    this.#deputies.set(given, deputy);
    return deputy;
  }
}
