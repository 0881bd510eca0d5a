/**
 * Edits of the packager's own MPDs, whose layout we know: they make the presentations that the packager cannot write
 * over segments that it has written. Not an MPD parser.
 */

/** Adds a sidecar WebVTT file per language to the only Period. */
export function addSidecarText(
  mpd: string,
  tracks: readonly { readonly language: string; readonly label: string; readonly url: string }[],
): string {
  const sets = tracks.map(
    ({ language, label, url }) =>
      `    <AdaptationSet contentType="text" mimeType="text/vtt" lang="${language}">\n` +
      `      <Role schemeIdUri="urn:mpeg:dash:role:2011" value="subtitle"/>\n` +
      `      <Label>${label}</Label>\n` +
      `      <Representation id="text-${language}" bandwidth="256">\n` +
      `        <BaseURL>${url}</BaseURL>\n      </Representation>\n    </AdaptationSet>\n`,
  );
  return replaceOnce(mpd, /^ {2}<\/Period>/m, `${sets.join('')}  </Period>`);
}

/** Keeps only the AdaptationSets of one content type. */
export function keepContentType(mpd: string, contentType: 'audio' | 'video'): string {
  const kept = mpd.replace(/^ *<AdaptationSet[^>]*>[^]*?<\/AdaptationSet>\n/gm, (set) =>
    set.includes(`contentType="${contentType}"`) ? set : '',
  );
  if (!kept.includes('<AdaptationSet')) throw new Error(`No ${contentType} AdaptationSet in the MPD`);
  return kept;
}

export interface PeriodSlice {
  /** An MPD with SegmentTimeline and `$Number$`, or with `@duration`, when the slice is the whole. */
  readonly mpd: string;
  readonly startSec: number;
  readonly endSec: number;
  /** Resolves the Period's URLs where the new MPD lies elsewhere. */
  readonly baseUrl?: string;
}

/**
 * One MPD whose Periods are slices of others. Segments are cut at the boundary nearest to the slice's edges, so that
 * each lies in exactly one Period; `@presentationTimeOffset` puts the slice's start at the Period's.
 */
export function joinPeriods(slices: readonly PeriodSlice[]): string {
  const first = slices[0];
  if (!first) throw new Error('A presentation needs a Period');
  const totalSec = slices.reduce((sum, { startSec, endSec }) => sum + endSec - startSec, 0);
  let startSec = 0;
  const periods = slices.map((slice, index) => {
    const start = startSec;
    const durationSec = slice.endSec - slice.startSec;
    startSec += durationSec;
    const base = slice.baseUrl === undefined ? '' : `    <BaseURL>${slice.baseUrl}</BaseURL>\n`;
    const open = `  <Period id="p${index}" start="PT${start}S" duration="PT${durationSec}S">\n${base}`;
    return `${open}${sliceTimelines(slice)}  </Period>\n`;
  });
  const head = first.mpd.slice(0, first.mpd.search(/^ *<Period/m));
  const timed = replaceOnce(
    head,
    /mediaPresentationDuration="[^"]*"/,
    `mediaPresentationDuration="PT${totalSec}S"`,
  );
  return `${timed}${periods.join('')}</MPD>\n`;
}

interface TimelineSegment {
  readonly t: number;
  readonly d: number;
}

function sliceTimelines({ mpd, startSec, endSec }: PeriodSlice): string {
  const body = /<Period[^>]*>\n([^]*?) *<\/Period>/.exec(mpd)?.[1];
  if (body === undefined) throw new Error('No Period in the MPD');
  return body.replace(
    /<SegmentTemplate timescale="(\d+)"([^>]*) startNumber="(\d+)">\s*<SegmentTimeline>([^]*?)<\/SegmentTimeline>/g,
    (_, timescaleText: string, attributes: string, startNumber: string, entries: string) => {
      const timescale = Number(timescaleText);
      const all = expandTimeline(entries);
      const isKept = ({ t, d }: TimelineSegment): boolean => {
        const middleSec = (t + d / 2) / timescale;
        return middleSec >= startSec && middleSec < endSec;
      };
      const number = Number(startNumber) + all.findIndex(isKept);
      const lines = all.filter(isKept).map(({ t, d }) => `            <S t="${t}" d="${d}"/>\n`);
      if (lines.length === 0) throw new Error(`No segment between ${startSec} s and ${endSec} s`);
      return (
        `<SegmentTemplate timescale="${timescaleText}" presentationTimeOffset="${startSec * timescale}"` +
        `${attributes} startNumber="${number}">\n          <SegmentTimeline>\n${lines.join('')}` +
        `          </SegmentTimeline>`
      );
    },
  );
}

function expandTimeline(entries: string): TimelineSegment[] {
  const segments: TimelineSegment[] = [];
  for (const [, t, d, r] of entries.matchAll(/<S t="(\d+)" d="(\d+)"(?: r="(\d+)")?\/>/g)) {
    for (let index = 0; index <= Number(r ?? 0); index++) {
      segments.push({ t: Number(t) + index * Number(d), d: Number(d) });
    }
  }
  return segments;
}

function replaceOnce(text: string, pattern: RegExp, replacement: string): string {
  if (!pattern.test(text)) throw new Error(`The MPD has no ${pattern.source}`);
  return text.replace(pattern, () => replacement);
}
