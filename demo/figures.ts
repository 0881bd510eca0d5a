import type { Player, PlayerStats } from '../src/index.ts';
import { formatBytes, formatMbps, formatMs, formatSec } from './figure-format.ts';
import { findElement, makeElement } from './find-element.ts';

type Read = (stats: PlayerStats, player: Player) => string;

const FIGURES: readonly (readonly [name: string, read: Read])[] = [
  ['Rendition', (_, { activeRendition }) => nameSize(activeRendition)],
  ['Bitrate', (stats) => formatMbps(stats.currentBitrateBps)],
  ['Average bitrate', (stats) => formatMbps(stats.averageBitrateBps)],
  ['Throughput', (stats) => formatMbps(stats.estimateBps)],
  ['Buffer', (stats) => formatSec(stats.bufferAheadSec)],
  ['Behind live', ({ liveLatencySec }) => (liveLatencySec === null ? '–' : formatSec(liveLatencySec))],
  ['Switches', (stats) => String(stats.switchCount)],
  ['Stalls', ({ stalls }) => (stalls.count === 0 ? '0' : `${stalls.count} · ${formatMs(stalls.totalMs)}`)],
  ['Dropped frames', ({ droppedFrames, totalFrames }) => `${droppedFrames ?? '–'} of ${totalFrames ?? '–'}`],
  ['Engine', (_, { engine }) => engine ?? '–'],
  ['Fetched', ({ bytes }) => formatBytes(bytes.video + bytes.audio + bytes.other)],
];

/** Shows the figures of the moment. */
export function showFigures(player: Player, stats: PlayerStats | null): void {
  findElement('figures', HTMLElement).replaceChildren(
    ...FIGURES.map(([name, read]) => {
      return makeElement(
        'div',
        '',
        makeElement('dt', name),
        makeElement('dd', stats ? read(stats, player) : '–'),
      );
    }),
  );
}

function nameSize(rendition: Player['activeRendition']): string {
  if (!rendition) return '–';
  return rendition.width === null || rendition.height === null
    ? rendition.id
    : `${rendition.width}×${rendition.height}`;
}
