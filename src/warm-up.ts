import { ThroughputMemory } from './abr/throughput-memory.ts';
import { isPlayerError } from './core/errors.ts';
import type { MsePlatform } from './core/media-ports.ts';
import type { Transport } from './core/transport.ts';
import { createMseEngine, type MseEngineSetup } from './engines/mse/engine.ts';
import { loadParser } from './engines/mse/open-presentation.ts';
import { hasDrm } from './model/drm-config.ts';
import { attachBlank, BlankElement } from './platform/blank-media.ts';
import { whenLoaded } from './platform/when-loaded.ts';
import { Player, type PlayerSetup } from './player/player.ts';

/** A reserved domain: it is asked for nothing, all answers are made here. @see RFC 2606 §2 */
const BASE = 'https://warm-up.invalid/';

const SEGMENTS =
  '<SegmentTemplate timescale="1000" initialization="$RepresentationID$/init" media="$RepresentationID$/$Time$">' +
  '<SegmentTimeline><S t="0" d="4000" r="1"/></SegmentTimeline></SegmentTemplate>';

const adaptationSet = (kind: string, codecs: string): string =>
  `<AdaptationSet contentType="${kind}" lang="en" mimeType="${kind}/mp4" codecs="${codecs}">${SEGMENTS}` +
  [1, 2, 3]
    .map(
      (rung) =>
        `<Representation id="${kind}${rung}" bandwidth="${rung}00000" width="${rung}40" height="${rung}60"/>`,
    )
    .join('') +
  '</AdaptationSet>';

/** The least titles that take the same way through the parsers as those of a service. */
const FILES: Readonly<Record<string, string>> = {
  'title.mpd':
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"' +
    ' mediaPresentationDuration="PT8S"><Period>' +
    `${adaptationSet('video', 'avc1.4d401e')}${adaptationSet('audio', 'mp4a.40.2')}</Period></MPD>`,
  'title.m3u8':
    '#EXTM3U\n' +
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="English",LANGUAGE="en",DEFAULT=YES,URI="media"\n' +
    '#EXT-X-STREAM-INF:BANDWIDTH=100000,CODECS="avc1.4d401e,mp4a.40.2",RESOLUTION=640x360,AUDIO="a"\n' +
    'media\n',
  media:
    '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-MAP:URI="init"\n#EXTINF:4,\n1.m4s\n#EXTINF:4,\n2.m4s\n#EXT-X-ENDLIST\n',
};
const MANIFESTS = [
  ['dash', 'title.mpd'],
  ['hls', 'title.m3u8'],
] as const;
/** Only small numbers are needed. */
const uint32 = (...values: readonly number[]): string =>
  values.map((value) => `\0\0\0${String.fromCharCode(value)}`).join('');
const box = (type: string, body: string): string => uint32(8 + body.length) + type + body;

/** Track 1, one tick a second. */
const INIT = box(
  'moov',
  box('trak', box('tkhd', uint32(0, 0, 0, 1)) + box('mdia', box('mdhd', uint32(0, 0, 0, 1)))),
);
/** A sample at 0 s. */
const SEGMENT =
  box(
    'moof',
    box('traf', box('tfhd', uint32(0, 1)) + box('tfdt', uint32(0, 0)) + box('trun', uint32(0, 1))),
  ) + box('mdat', '');

/** Code is compiled once a page, not once a player. */
let isWarm = false;

/**
 * Plays the first segments of a title of a few lines, in either protocol: without network, element or decoder. A browser
 * compiles a function when it is first called; what that costs a first start (60 ms on a television) is paid here,
 * while the page is idle and has loaded. The parsers come with it, and what reads a sidx, which a title of a service may
 * have. Ends early when it is no longer wanted.
 */
export async function warmUp(
  setup: PlayerSetup,
  engineSetup: MseEngineSetup,
  isWanted: () => boolean,
): Promise<void> {
  if (isWarm) return;
  isWarm = true;
  await whenLoaded();
  for (const [protocol, manifest] of MANIFESTS) {
    if (!isWanted()) return;
    const url = BASE + manifest;
    // Parsed alone first: with all that follows it would be a long task on a television. The walk meets the error.
    await loadParser(protocol, hasDrm(setup.config.drm))
      .then((parse) => parse(FILES[manifest] ?? '', url))
      .catch(() => undefined);
    await engineSetup.yieldToPage();
    await playOnce(url, setup, engineSetup);
  }
  if (!isWanted()) return;
  await import('./manifest/dash/read-sidx-index.ts').catch(() => undefined); // a title that needs it asks again
}

async function playOnce(url: string, setup: PlayerSetup, engineSetup: MseEngineSetup): Promise<void> {
  const mse: MsePlatform = {
    isSupported: engineSetup.mse.isSupported,
    isTypeSupported: (type) => engineSetup.mse.isTypeSupported(type),
    attach: attachBlank,
  };
  const player = new Player({
    ...setup,
    element: new BlankElement(),
    transport: answerFromMemory,
    memory: new ThroughputMemory(),
    plannerCode: { planner: null, fetch: () => undefined }, // whose tables are for real titles
    log: () => undefined,
    onFirstFrame: () => () => undefined,
    createMseEngine: (context) => createMseEngine({ ...context, ...engineSetup, mse }),
    loadEngineChooser: () => Promise.reject(new Error('the warm-up plays with one engine')),
  });
  player.on('phase', ({ phase }) => {
    if (phase === 'first-append') player.destroy();
  });
  await player.load(url).catch((error: unknown) => {
    // What ends it at the first append is no PlayerError.
    if (isPlayerError(error)) setup.log('debug', `the warm-up with ${url} did not get to the buffer`, error);
  });
  player.destroy();
}

const answerFromMemory: Transport = async (request) => {
  const path = request.url.slice(BASE.length);
  // As from afar: in a task of its own, so that none gets long.
  await new Promise((resolve) => setTimeout(resolve, 0));
  request.onHead({ url: request.url, status: 200, header: () => null });
  request.onData(new TextEncoder().encode(FILES[path] ?? (path.endsWith('init') ? INIT : SEGMENT)));
};
