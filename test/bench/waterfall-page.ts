import type { Profile } from './profiles.ts';

/** One transfer, milliseconds from the navigation. */
export interface Transfer {
  readonly path: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly bytes: number;
}

/** One start from the navigation to the first frame. */
export interface Start {
  readonly firstFrameMs: number;
  readonly firstFrameHeight: number;
  /** What was requested before the first frame, in order. */
  readonly transfers: readonly Transfer[];
  /** Kinora's own phases, milliseconds from the navigation; null: the page has none. */
  readonly phases: Readonly<Record<string, number>> | null;
}

/** The points that both pages pass. */
const MILESTONES = [
  { name: 'the page is here', find: (start: Start) => endOf(start, /^\/page\//) },
  { name: 'the script is here', find: (start: Start) => endOf(start, /\/app\.js$/) },
  { name: 'the manifest is asked for', find: (start: Start) => startOf(start, /\.mpd$/) },
  { name: 'the manifest is here', find: (start: Start) => endOf(start, /\.mpd$/) },
  { name: 'the media are asked for', find: (start: Start) => startOf(start, /\.(mp4|m4s)$/) },
  { name: 'the first frame is shown', find: (start: Start) => start.firstFrameMs },
] as const;

const WHY: Readonly<Record<string, string>> = {
  'the page is here': 'the same page',
  'the script is here': 'the size of the player, over the same link',
  'the manifest is asked for': 'running the script, making the player, `load()`',
  'the manifest is here': 'the round trip; the DASH parser comes beside it',
  'the media are asked for': 'the rest of the parser, reading the manifest, choosing tracks and rendition',
  'the first frame is shown': 'the round trip, first bytes of video and audio, SourceBuffers, decoding',
};

const WIDTH = 60;

/** docs/startup.md: what one start does and when, beside the least that this browser can do. */
export function drawWaterfall(kinora: Start, limit: Start, profile: Profile): string {
  const scaleMs = Math.max(kinora.firstFrameMs, limit.firstFrameMs);
  return `# One start, phase by phase

A cold start on the bench's \`cable\` profile (${profile.downMbps} Mbit/s, ${profile.roundTripMs} ms a round trip), written by
\`npm run bench:waterfall\`: of several interleaved runs, the median one. \`limit\` is a bare page that knows beforehand what a
player reads in the manifest, and fetches and appends the least that a first frame needs.

## Kinora: first frame (${kinora.firstFrameHeight}p) after ${kinora.firstFrameMs.toFixed(0)} ms

${bars(kinora, scaleMs)}

## The limit: first frame (${limit.firstFrameHeight}p) after ${limit.firstFrameMs.toFixed(0)} ms

${bars(limit, scaleMs)}

## Where the milliseconds go

From one point to the next, milliseconds.

| until | Kinora | limit | difference | what it is |
| --- | --: | --: | --: | --- |
${differences(kinora, limit)}

## Kinora's own phases

What \`player.stats().joinTime.phases\` tells an app, here from the navigation on.

| phase | at ms |
| --- | --: |
${Object.entries(kinora.phases ?? {})
  .sort(([, a], [, b]) => a - b)
  .map(([phase, atMs]) => `| ${phase} | ${atMs.toFixed(0)} |`)
  .join('\n')}
`;
}

function differences(kinora: Start, limit: Start): string {
  let [kinoraBefore, limitBefore] = [0, 0];
  const rows = MILESTONES.map(({ name, find }) => {
    const [atKinora, atLimit] = [find(kinora), find(limit)];
    const [ours, theirs] = [atKinora - kinoraBefore, atLimit - limitBefore];
    [kinoraBefore, limitBefore] = [atKinora, atLimit];
    return `| ${name} | ${ours.toFixed(0)} | ${theirs.toFixed(0)} | ${(ours - theirs).toFixed(0)} | ${WHY[name] ?? ''} |`;
  });
  const sum = kinora.firstFrameMs - limit.firstFrameMs;
  rows.push(
    `| **in all** | **${kinora.firstFrameMs.toFixed(0)}** | **${limit.firstFrameMs.toFixed(0)}** | **${sum.toFixed(0)}** | |`,
  );
  return rows.join('\n');
}

function bars({ transfers, firstFrameMs }: Start, scaleMs: number): string {
  const column = (ms: number): number => Math.min(WIDTH, Math.max(0, Math.round((ms / scaleMs) * WIDTH)));
  const lines = transfers.map(({ path, startMs, endMs, bytes }) => {
    const until = Math.min(endMs, firstFrameMs);
    const bar = '█'.repeat(Math.max(1, column(until) - column(startMs)));
    const more = endMs > firstFrameMs ? '…' : '';
    const size = endMs > firstFrameMs ? '' : ` ${(bytes / 1000).toFixed(1)} kB`;
    return `${label(path).padEnd(22)} ${' '.repeat(column(startMs))}${bar}${more} ${startMs.toFixed(0)}–${until.toFixed(0)} ms${size}`;
  });
  lines.push(`${'first frame'.padEnd(22)} ${' '.repeat(column(firstFrameMs))}▏${firstFrameMs.toFixed(0)} ms`);
  return ['```text', ...lines, '```'].join('\n');
}

function label(path: string): string {
  return path
    .replace(/^\/page\/.*/, 'page')
    .replace(/^\/players\/[\w-]+\//, '')
    .replace(/^\/media\/[\w-]+\//, '');
}

const matching = ({ transfers }: Start, path: RegExp): readonly Transfer[] =>
  transfers.filter((each) => path.test(each.path));
const startOf = (start: Start, path: RegExp): number =>
  Math.min(...matching(start, path).map(({ startMs }) => startMs));
const endOf = (start: Start, path: RegExp): number =>
  Math.max(...matching(start, path).map(({ endMs }) => endMs));
