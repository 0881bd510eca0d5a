import type { Player } from '../src/index.ts';
import { showFigures } from './figures.ts';
import { findElement } from './find-element.ts';
import { HistoryChart } from './history-chart.ts';
import { showJoinTime } from './join-bar.ts';

/** Twice a second: fast enough for the eye, and nothing next to what decoding costs. */
const LOOK_MS = 500;

/** Chart, figures, start-up and state, from `load` on for as long as the page is open. */
export function connectLivePanel(player: Player): void {
  const canvas = findElement('history', HTMLCanvasElement);
  const chart = new HistoryChart(canvas);
  const showReason = explainDecisions(player, chart, canvas);
  const state = findElement('state', HTMLElement);

  const show = (): void => {
    const stats = player.stats();
    showFigures(player, stats);
    chart.draw();
    showReason();
  };
  const look = (): void => {
    const stats = player.stats();
    const isOver = player.state === 'ended' || player.state === 'error';
    if (stats && !isOver) {
      chart.addPoint({
        atMs: performance.now(),
        renditionBps: stats.currentBitrateBps,
        estimateBps: stats.estimateBps,
        bufferSec: stats.bufferAheadSec,
        isStalled: player.state === 'stalled',
      });
    }
    show();
  };

  player.on('phase', ({ phase }) => {
    if (phase === 'load') chart.clear();
    showJoinTime(player.stats()?.joinTime ?? null);
  });
  player.on('transfer', ({ sample, atMs }) => {
    const tookMs = sample.endMs - sample.startMs;
    if (sample.type !== 'segment' || sample.isCached || tookMs <= 0) return;
    chart.addTransfer({ atMs, bps: (sample.bytes * 8000) / tookMs });
  });
  player.on('statechange', ({ to }) => {
    state.textContent = to;
    state.dataset['state'] = to;
    look();
  });
  addEventListener('resize', () => {
    chart.draw();
  });
  setInterval(look, LOOK_MS);
  showJoinTime(null);
  show();
}

/** Marks decisions in the chart; what comes back shows why the one that is pointed at was made, else the last one. */
function explainDecisions(player: Player, chart: HistoryChart, canvas: HTMLCanvasElement): () => void {
  const output = findElement('decision', HTMLElement);
  let pointedAt: number | null = null;
  const showReason = (): void => {
    const { reason } = chart.decisionAt(pointedAt ?? Infinity) ?? { reason: '–' };
    if (output.textContent !== reason) output.textContent = reason;
  };
  player.on('decision', ({ decision: { reason }, atMs }) => {
    chart.addDecision({ atMs, reason });
  });
  canvas.addEventListener('pointermove', ({ offsetX }) => {
    pointedAt = offsetX;
    showReason();
  });
  canvas.addEventListener('pointerleave', () => {
    pointedAt = null;
    showReason();
  });
  return showReason;
}
