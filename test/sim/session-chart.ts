import type { LinkTrace } from './link-trace.ts';
import type { Rule, SegmentSample } from './rule.ts';
import { simulate, type SimSetting } from './simulate.ts';
import { COLOURS, element, line, picture, polyline, text } from './svg.ts';
import type { SimTitle } from './title.ts';

const WIDTH = 760;
const PANEL = 150;
const [LEFT, RIGHT, TOP, GAP] = [60, 20, 34, 40];
const PALETTE = [COLOURS.ours, COLOURS.other];

/** A segment that came: when, in which rung, and the buffer before it counted. */
interface Arrival {
  readonly atSec: number;
  readonly rung: number;
  readonly bufferSec: number;
}

export interface RecordedSession {
  readonly rule: string;
  readonly arrivals: readonly Arrival[];
}

/** Plays a session and writes down what came when. */
export function recordSession(rule: Rule, setting: SimSetting): RecordedSession {
  const arrivals: Arrival[] = [];
  const recorded: Rule = {
    name: rule.name,
    create: (setup) => {
      const inner = rule.create(setup);
      return {
        choose: (moment) => inner.choose(moment),
        ...(inner.progress ? { progress: (progress) => inner.progress?.(progress) ?? null } : {}),
        finished: (sample: SegmentSample, bufferSec: number) => {
          inner.finished?.(sample, bufferSec);
          if (sample.isComplete) arrivals.push({ atSec: sample.endSec, rung: sample.rung, bufferSec });
        },
      };
    },
  };
  simulate(recorded, setting);
  return { rule: rule.name, arrivals };
}

/** Two panels over one time: the rate fetched on what the link gives, and the buffer. */
export function drawSession(title: SimTitle, trace: LinkTrace, sessions: readonly RecordedSession[]): string {
  const endSec = Math.max(...sessions.map(({ arrivals }) => arrivals.at(-1)?.atSec ?? 0));
  const xOf = (sec: number): number => LEFT + (sec / endSec) * (WIDTH - LEFT - RIGHT);
  const topBps = Math.max(...sessions.flatMap((session) => ratesOf(title, session)));
  const topSec = Math.max(...sessions.flatMap(({ arrivals }) => arrivals.map(({ bufferSec }) => bufferSec)));
  const yRate = (bps: number): number => TOP + PANEL * (1 - Math.min(1, bps / (topBps * 1.1)));
  const yBuffer = (sec: number): number =>
    TOP + PANEL + GAP + PANEL * (1 - sec / (topSec + title.segmentSec));
  const lines = sessions.flatMap((session, index) => {
    const colour = PALETTE[index % PALETTE.length] ?? COLOURS.grey;
    return [
      polyline(rateLine(title, session, xOf, yRate), colour),
      polyline(bufferLine(title, session, xOf, yBuffer), colour),
      text(LEFT + 110 * index, 16, session.rule, { fill: colour }),
    ];
  });
  return picture(WIDTH, TOP + 2 * PANEL + GAP + 30, [
    ...axis('Mbit/s', topBps / 1e6, yRate(0), yRate(topBps), 2),
    ...axis('buffer s', topSec, yBuffer(0), yBuffer(topSec), 0),
    element('path', { d: linkArea(trace, endSec, xOf, yRate), fill: COLOURS.line }),
    ...lines,
    text(WIDTH - RIGHT, TOP + 2 * PANEL + GAP + 18, `${endSec.toFixed(0)} s`, { 'text-anchor': 'end' }),
    text(LEFT + 110 * sessions.length, 16, `grey: the link, trace ${trace.id}`, { fill: '#868e96' }),
  ]);
}

type Points = readonly (readonly [number, number])[];
type Place = (value: number) => number;

function ratesOf({ bitratesBps }: SimTitle, { arrivals }: RecordedSession): readonly number[] {
  return arrivals.map(({ rung }) => bitratesBps[rung] ?? 0);
}

function rateLine(title: SimTitle, session: RecordedSession, xOf: Place, yOf: Place): Points {
  const rates = ratesOf(title, session);
  return session.arrivals.flatMap(({ atSec }, index): Points => {
    const before = session.arrivals[index - 1]?.atSec ?? 0;
    const y = yOf(rates[index] ?? 0);
    return [
      [xOf(before), y],
      [xOf(atSec), y],
    ];
  });
}

/** Falls by a second a second, and rises by a segment with each that came. */
function bufferLine({ segmentSec }: SimTitle, { arrivals }: RecordedSession, xOf: Place, yOf: Place): Points {
  return arrivals.flatMap(({ atSec, bufferSec }, index): Points => {
    const before = arrivals[index - 1];
    const levelSec = before ? before.bufferSec + segmentSec : 0;
    const emptySec = (before?.atSec ?? 0) + levelSec;
    return [
      ...(emptySec < atSec ? ([[xOf(emptySec), yOf(0)]] as const) : []),
      [xOf(atSec), yOf(bufferSec)],
      [xOf(atSec), yOf(bufferSec + segmentSec)],
    ];
  });
}

/** What the link gives, as a filled path. */
function linkArea(trace: LinkTrace, endSec: number, xOf: Place, yOf: Place): string {
  const points: string[] = [];
  const stepSec = endSec / 300;
  for (let sec = 0; sec < endSec; sec += stepSec) {
    const bps = (trace.bitsAt(sec + stepSec) - trace.bitsAt(sec)) / stepSec;
    points.push(`L${xOf(sec).toFixed(1)} ${yOf(bps).toFixed(1)}`);
  }
  const base = yOf(0).toFixed(1);
  return `M${xOf(0).toFixed(1)} ${base} ${points.join(' ')} L${xOf(endSec).toFixed(1)} ${base} Z`;
}

function axis(unit: string, top: number, yBottom: number, yTop: number, decimals: number): readonly string[] {
  return [
    line(LEFT, yBottom, WIDTH - RIGHT, yBottom, COLOURS.grey),
    text(LEFT - 8, yBottom, '0', { 'text-anchor': 'end' }),
    text(LEFT - 8, yTop + 4, top.toFixed(decimals), { 'text-anchor': 'end' }),
    text(LEFT - 8, (yTop + yBottom) / 2, unit, { 'text-anchor': 'end', 'font-size': 10 }),
  ];
}
