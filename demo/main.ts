import { createPlayer } from '../src/index.ts';
import { connectChoiceMenus } from './choice-menus.ts';
import { createErrorBanner } from './error-banner.ts';
import { connectEngineMenu } from './engine-menu.ts';
import { connectEventLog } from './event-log.ts';
import { findElement } from './find-element.ts';
import { connectLiveButton } from './live-button.ts';
import { connectLivePanel } from './live-panel.ts';
import { createStreamList } from './stream-list.ts';

const video = findElement('video', HTMLVideoElement);
const urlField = findElement('source-url', HTMLInputElement);
const list = await createStreamList((entry) => {
  void open(entry.url);
});
const engine = connectEngineMenu();
const player = createPlayer(video, {
  ...(engine && { engines: [engine] }),
  drm: { clearKeys: list.clearKeys },
});
// For a look at the player from the browser's console.
Object.assign(window, { player });

connectLivePanel(player);
connectEventLog(player);
connectChoiceMenus(player);
connectLiveButton(player);

const banner = createErrorBanner(() => {
  void open(urlField.value, { startSec: player.positionSec });
});
player.on('error', ({ error }) => {
  banner.show(error);
});

findElement('source-form', HTMLFormElement).addEventListener('submit', (event) => {
  event.preventDefault();
  void open(urlField.value);
});

interface OpenOptions {
  readonly startSec?: number;
  /** Default true. */
  readonly isAutoplay?: boolean;
}

/** Loads and plays a source; what goes wrong comes as an `error` event and stands in the banner. */
async function open(url: string, { startSec = 0, isAutoplay = true }: OpenOptions = {}): Promise<void> {
  banner.hide();
  describeSource(url);
  try {
    await player.load(url, startSec > 0 ? { startSec } : {});
  } catch (error) {
    const isSuperseded = error instanceof DOMException && error.name === 'AbortError';
    if (!isSuperseded && player.state !== 'error') banner.show(error);
    return;
  }
  if (isAutoplay) await playOrMute();
}

/** Browsers refuse to start with sound before the first click: without it then, and the mute button shows it. */
async function playOrMute(): Promise<void> {
  try {
    await video.play();
  } catch (error) {
    if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') {
      // Another load or a pause came between: not worth a word.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      throw error;
    }
    video.muted = true;
    await video.play();
  }
}

function describeSource(url: string): void {
  const entry = list.entries.find((candidate) => candidate.url === url);
  urlField.value = url;
  findElement('title', HTMLElement).textContent =
    entry?.notes ?? url.replace(/[?#].*$/, '').replace(/^.*\//, '');
  findElement('subtitle', HTMLElement).textContent = entry
    ? `${entry.protocol.toUpperCase()} · ${entry.url}`
    : url;
  list.mark(url);
  const query = new URLSearchParams(location.search);
  query.set('src', url);
  history.replaceState(null, '', `?${query}`);
}

const asked = new URLSearchParams(location.search);
const source = asked.get('src');
if (source !== null) void open(source, { isAutoplay: asked.get('autoplay') !== '0' });
