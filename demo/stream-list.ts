import { findElement, makeElement } from './find-element.ts';

/** What the page uses of an entry of `GET /api/streams`. */
export interface StreamEntry {
  readonly id: string;
  readonly url: string;
  readonly protocol: 'dash' | 'hls';
  readonly codecs: readonly string[];
  readonly notes: string;
  readonly drm: { readonly scheme: string; readonly clearkeys: Readonly<Record<string, string>> } | null;
}

export interface StreamList {
  readonly entries: readonly StreamEntry[];
  /** The keys of all protected entries; null: there are none. */
  readonly clearKeys: Readonly<Record<string, string>> | null;
  /** Marks the entry with this URL as the one that plays. */
  mark(url: string): void;
}

const CODEC_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^avc/, 'H.264'],
  [/^hvc|^hev/, 'HEVC'],
  [/^vp0?9/, 'VP9'],
  [/^av01/, 'AV1'],
  [/^mp4a/, 'AAC'],
  [/^opus/i, 'Opus'],
];

/** Fetches the list and shows it; where it cannot be had, says so: a URL can still be typed. */
export async function createStreamList(onChoose: (entry: StreamEntry) => void): Promise<StreamList> {
  const entries = await fetchEntries();
  const buttons = entries.map((entry) => {
    const button = makeButton(entry);
    button.addEventListener('click', () => {
      onChoose(entry);
    });
    return button;
  });
  findElement('streams', HTMLElement).replaceChildren(
    ...buttons.map((button) => makeElement('li', '', button)),
  );
  const keys = Object.assign({}, ...entries.map(({ drm }) => drm?.clearkeys ?? {})) as Record<string, string>;
  return {
    entries,
    clearKeys: Object.keys(keys).length > 0 ? keys : null,
    mark(url) {
      entries.forEach((entry, index) => {
        const isPlaying = entry.url === url;
        buttons[index]?.setAttribute('aria-pressed', String(isPlaying));
        if (isPlaying) reveal(buttons[index]);
      });
    },
  };
}

/** Scrolls the list, and not the page: on a phone the list lies far below the picture. */
function reveal(button: HTMLElement | undefined): void {
  const list = findElement('streams', HTMLElement);
  if (!button) return;
  const top = button.getBoundingClientRect().top - list.getBoundingClientRect().top;
  const isInView = top >= 0 && top + button.offsetHeight <= list.clientHeight;
  if (!isInView) list.scrollTop += top;
}

async function fetchEntries(): Promise<readonly StreamEntry[]> {
  try {
    const response = await fetch('/api/streams');
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    return ((await response.json()) as { streams: readonly StreamEntry[] }).streams;
  } catch (error) {
    const note = findElement('streams-note', HTMLElement);
    note.textContent = `The list of streams could not be read: ${error instanceof Error ? error.message : String(error)}.`;
    note.hidden = false;
    return [];
  }
}

function makeButton({ id, protocol, codecs, notes, drm }: StreamEntry): HTMLButtonElement {
  const badge = makeElement('span', protocol.toUpperCase());
  badge.className = 'badge';
  badge.dataset['protocol'] = protocol;
  const words = makeElement('span', notes || id);
  words.className = 'words';
  words.title = `${id}: ${notes}`;
  const names = new Set(
    codecs.map((codec) => CODEC_NAMES.find(([pattern]) => pattern.test(codec))?.[1] ?? codec),
  );
  if (drm) names.add(drm.scheme);
  const button = makeElement('button', '', badge, words, makeElement('small', [...names].join(' · ')));
  button.type = 'button';
  return button;
}
