import { formatMbps } from './figure-format.ts';

/** One look at the player. */
export interface HistoryPoint {
  readonly atMs: number;
  readonly renditionBps: number | null;
  readonly estimateBps: number | null;
  readonly bufferSec: number;
  readonly isStalled: boolean;
}

export interface TransferPoint {
  readonly atMs: number;
  readonly bps: number;
}

/** Why the rendition of a segment was chosen. */
export interface DecisionPoint {
  readonly atMs: number;
  readonly reason: string;
}

/** By the first word of the reason; others are as before. */
const DECISION_COLOURS: Readonly<Partial<Record<string, string>>> = {
  up: '#4ade80',
  down: '#fb923c',
  abandon: '#f87171',
};
const OTHER_DECISION = '#64748b';

const WINDOW_MS = 120_000;
const FONT = '11px system-ui, sans-serif';
const INSET = { left: 52, right: 10, top: 8, bottom: 18 };
/** Height of the bitrate plot; the buffer plot has the rest. */
const BITRATE_SHARE = 0.6;
const PLOT_GAP = 12;

interface Plot {
  readonly top: number;
  readonly bottom: number;
  readonly max: number;
  readonly toX: (atMs: number) => number;
  readonly toY: (value: number) => number;
}

/** Draws bitrates above and the buffer below, over the last two minutes, and each decision on the line between them. */
export class HistoryChart {
  readonly #canvas: HTMLCanvasElement;
  #points: HistoryPoint[] = [];
  #transfers: TransferPoint[] = [];
  #decisions: DecisionPoint[] = [];

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
  }

  clear(): void {
    this.#points = [];
    this.#transfers = [];
    this.#decisions = [];
  }

  addTransfer(point: TransferPoint): void {
    this.#transfers.push(point);
  }

  addDecision(point: DecisionPoint): void {
    this.#decisions.push(point);
  }

  /** The decision in force at a place of the canvas, CSS pixels from its left; the last one before the window counts too. */
  decisionAt(x: number): DecisionPoint | undefined {
    const { toX } = this.#makePlot(this.#canvas.clientWidth, 0, 0, 1);
    return this.#decisions.filter(({ atMs }) => toX(atMs) <= x).at(-1) ?? this.#decisions[0];
  }

  addPoint(point: HistoryPoint): void {
    const isRecent = ({ atMs }: { readonly atMs: number }): boolean => atMs > point.atMs - WINDOW_MS;
    this.#points = [...this.#points.filter(isRecent), point];
    this.#transfers = this.#transfers.filter(isRecent);
    const before = this.#decisions.filter((decision) => !isRecent(decision)).at(-1);
    this.#decisions = [...(before ? [before] : []), ...this.#decisions.filter(isRecent)];
  }

  draw(): void {
    const context = this.#canvas.getContext('2d');
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    if (!context || width === 0) return;
    const scale = devicePixelRatio;
    this.#canvas.width = width * scale;
    this.#canvas.height = height * scale;
    context.scale(scale, scale);
    context.font = FONT;
    const inner = height - INSET.top - INSET.bottom - PLOT_GAP;
    const middle = INSET.top + inner * BITRATE_SHARE;
    const bitrates = this.#makePlot(width, INSET.top, middle, this.#maxBps());
    const buffer = this.#makePlot(width, middle + PLOT_GAP, height - INSET.bottom, this.#maxBufferSec());
    drawGrid(context, bitrates, width, formatMbps(bitrates.max));
    drawGrid(context, buffer, width, `${buffer.max} s`);
    drawTimes(context, bitrates, height, this.#endMs());
    this.#drawStalls(context, bitrates.top, buffer);
    this.#drawBuffer(context, buffer);
    this.#drawTransfers(context, bitrates);
    this.#drawDecisions(context, bitrates);
    this.#drawLine(context, bitrates, '#a78bfa', (point) => point.estimateBps, false);
    this.#drawLine(context, bitrates, '#2dd4bf', (point) => point.renditionBps, true);
  }

  #endMs(): number {
    return this.#points.at(-1)?.atMs ?? 0;
  }

  #makePlot(width: number, top: number, bottom: number, max: number): Plot {
    const endMs = this.#endMs();
    const plotWidth = width - INSET.left - INSET.right;
    return {
      top,
      bottom,
      max,
      toX: (atMs) => INSET.left + plotWidth * (1 - (endMs - atMs) / WINDOW_MS),
      toY: (value) => bottom - (bottom - top) * Math.min(1, value / max),
    };
  }

  /** High enough for the renditions; a throughput far above them is cut off, as its height decides nothing. */
  #maxBps(): number {
    const renditions = Math.max(0, ...this.#points.map(({ renditionBps }) => renditionBps ?? 0));
    const estimates = Math.max(0, ...this.#points.map(({ estimateBps }) => estimateBps ?? 0));
    return roundUp(Math.max(1e6, renditions * 1.25, Math.min(estimates * 1.1, renditions * 3)));
  }

  #maxBufferSec(): number {
    return roundUp(Math.max(10, ...this.#points.map(({ bufferSec }) => bufferSec)));
  }

  #drawStalls(context: CanvasRenderingContext2D, top: number, { toX, bottom }: Plot): void {
    context.fillStyle = 'rgb(248 113 113 / 35%)';
    this.#points.forEach((point, index) => {
      const next = this.#points[index + 1];
      if (!point.isStalled || !next) return;
      context.fillRect(toX(point.atMs), top, Math.max(1, toX(next.atMs) - toX(point.atMs)), bottom - top);
    });
  }

  #drawBuffer(context: CanvasRenderingContext2D, { toX, toY, bottom }: Plot): void {
    const [first] = this.#points;
    if (!first) return;
    context.beginPath();
    context.moveTo(toX(first.atMs), bottom);
    for (const { atMs, bufferSec } of this.#points) context.lineTo(toX(atMs), toY(bufferSec));
    context.lineTo(toX(this.#endMs()), bottom);
    context.fillStyle = 'rgb(56 189 248 / 30%)';
    context.fill();
    this.#drawLine(
      context,
      { toX, toY, bottom, top: 0, max: 0 },
      '#38bdf8',
      ({ bufferSec }) => bufferSec,
      false,
    );
  }

  /** Changes on top of what stays as it is: on a small screen they lie within a pixel. */
  #drawDecisions(context: CanvasRenderingContext2D, { toX, bottom }: Plot): void {
    const shown = this.#decisions.filter(({ atMs }) => toX(atMs) >= INSET.left);
    const marks = shown.map(({ atMs, reason }) => ({ x: Math.round(toX(atMs)), colour: colourOf(reason) }));
    const isPlain = ({ colour }: { readonly colour: string }): boolean => colour === OTHER_DECISION;
    for (const { x, colour } of [...marks.filter(isPlain), ...marks.filter((mark) => !isPlain(mark))]) {
      context.fillStyle = colour;
      context.fillRect(x - 1, bottom + 2, 3, PLOT_GAP - 4);
    }
  }

  #drawTransfers(context: CanvasRenderingContext2D, { toX, toY }: Plot): void {
    context.fillStyle = 'rgb(167 139 250 / 55%)';
    for (const { atMs, bps } of this.#transfers) {
      context.beginPath();
      context.arc(toX(atMs), toY(bps), 2.5, 0, 2 * Math.PI);
      context.fill();
    }
  }

  #drawLine(
    context: CanvasRenderingContext2D,
    { toX, toY }: Plot,
    colour: string,
    read: (point: HistoryPoint) => number | null,
    isStep: boolean,
  ): void {
    context.beginPath();
    let beforeY: number | null = null;
    for (const point of this.#points) {
      const value = read(point);
      const x = toX(point.atMs);
      const y = value === null ? null : toY(value);
      if (y !== null && beforeY === null) context.moveTo(x, y);
      if (y !== null && beforeY !== null) {
        if (isStep) context.lineTo(x, beforeY);
        context.lineTo(x, y);
      }
      beforeY = y;
    }
    context.strokeStyle = colour;
    context.lineWidth = isStep ? 2.5 : 1.5;
    context.lineJoin = 'round';
    context.stroke();
  }
}

function colourOf(reason: string): string {
  const [word = ''] = reason.split(/[ ,:]/);
  return DECISION_COLOURS[word] ?? OTHER_DECISION;
}

/** The next of 1, 1.5, 2, 3, 4, 5, 6, 8 × a power of ten: a scale that people can read, and that seldom jumps. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 1.5, 2, 3, 4, 5, 6, 8].find((step) => step * power >= value) ?? 10) * power;
}

function drawGrid(
  context: CanvasRenderingContext2D,
  { top, bottom }: Plot,
  width: number,
  maxLabel: string,
): void {
  context.strokeStyle = '#273044';
  context.lineWidth = 1;
  for (const y of [top, bottom]) {
    context.beginPath();
    context.moveTo(INSET.left, y);
    context.lineTo(width - INSET.right, y);
    context.stroke();
  }
  context.fillStyle = '#9aa7bd';
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  // A unit that does not fit beside its number goes below it.
  const isShort = context.measureText(maxLabel).width < INSET.left - 16;
  const lines = isShort ? [maxLabel] : maxLabel.split(' ');
  lines.forEach((line, index) => {
    context.fillText(line, INSET.left - 8, top + 4 + index * 13);
  });
  context.fillText('0', INSET.left - 8, bottom - 3);
}

function drawTimes(context: CanvasRenderingContext2D, { toX }: Plot, height: number, endMs: number): void {
  context.textBaseline = 'alphabetic';
  const isNarrow = toX(endMs) - toX(endMs - WINDOW_MS) < 300;
  for (const agoSec of isNarrow ? [120, 60, 0] : [120, 90, 60, 30, 0]) {
    context.textAlign = agoSec === 120 ? 'left' : agoSec === 0 ? 'right' : 'center';
    context.fillText(agoSec === 0 ? 'now' : `−${agoSec} s`, toX(endMs - agoSec * 1000), height - 4);
  }
}
