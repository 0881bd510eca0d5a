import { isPlayerError, type PlayerError } from '../core/errors.ts';
import type { EngineDevice } from '../model/engine-device.ts';
import type { SourceDescriptor } from '../model/source.ts';
import type { EngineName } from './engine.ts';
import { ENGINE_NAMES, MSE_REASON } from './mse-first.ts';
import { arePlainKeys } from './plain-keys.ts';

/** An engine that was tried, and why it did not start. */
export interface Declined {
  readonly engine: EngineName;
  readonly error: PlayerError;
}

/** All that the choice of an engine rests on. */
export interface SelectionInput {
  readonly source: SourceDescriptor;
  readonly device: EngineDevice;
  /** Those that the app allows, in its order; empty: all, in Kinora's order. */
  readonly allowed: readonly EngineName[];
  /** Whether licence servers or keys are set up. */
  readonly hasDrm: boolean;
  readonly declined: readonly Declined[];
}

export interface EngineVerdict {
  readonly engine: EngineName;
  /** Why, in words a support engineer understands. */
  readonly reason: string;
}

/** The engines to try, best first, and those not to, each with why. */
export interface EngineRanking {
  readonly ranked: readonly EngineVerdict[];
  readonly refused: readonly EngineVerdict[];
}

/** Which engines can play a source, best first, before anything of them is downloaded. Pure, and total. */
export function selectEngine(input: SelectionInput): EngineRanking {
  const ranked: EngineVerdict[] = [];
  const refused: EngineVerdict[] = [];
  const { allowed } = input;
  const learnt = readDeclined(input.declined);
  for (const engine of allowed.length > 0 ? allowed : orderFor(learnt)) {
    const objection = objectionTo(engine, input, learnt);
    if (objection === null) ranked.push({ engine, reason: reasonFor(engine, input) });
    else refused.push({ engine, reason: objection });
  }
  if (allowed.length > 0) {
    for (const engine of ENGINE_NAMES)
      if (!allowed.includes(engine)) refused.push({ engine, reason: 'the app does not allow it' });
  }
  return { ranked, refused };
}

/** What the engines that were tried have found out about the title. */
interface Learnt {
  /**
   * How it is locked: by a DRM, or with keys that anyone may fetch, in a way that an engine other than the one that was
   * tried opens by itself; null: not that anyone has found.
   */
  readonly lock: 'drm' | 'plain-keys' | null;
  /** Whether FairPlay alone opens it. */
  readonly isFairPlay: boolean;
  /** Whether an engine that was there for the lock got no licence, or no keys. */
  readonly isRefused: boolean;
  /** Whether its manifest names a licence server. */
  readonly namesServer: boolean;
  /** Codecs that the last engine could not have decoded; null: that was not why. */
  readonly undecoded: readonly string[] | null;
}

function readDeclined(declined: readonly Declined[]): Learnt {
  const locks = declined.flatMap(({ error }) =>
    isPlayerError(error, 'drm-unsupported') ? [error.context] : [],
  );
  const systems = locks.flatMap((lock) => lock.systems);
  const isPlain = arePlainKeys(systems);
  const last = declined.at(-1)?.error;
  return {
    lock: locks.length === 0 ? null : isPlain ? 'plain-keys' : 'drm',
    isFairPlay: systems.length > 0 && systems.every((system) => system === FAIRPLAY),
    isRefused: declined.some(
      ({ engine, error }) => error.code === 'drm-failed' && (locks.length > 0 || engine === 'mse'),
    ),
    namesServer: locks.some(({ namesServer }) => namesServer),
    undecoded: last && isPlayerError(last, 'codec-unsupported') ? last.context.codecs : null,
  };
}

/** Kinora's order: what starts fastest; then what plays most of what that declines; the element itself knows least. */
function orderFor({ lock, isFairPlay }: Learnt): readonly EngineName[] {
  if (lock !== 'drm') return ENGINE_NAMES;
  return isFairPlay ? ['mse', 'native', 'shaka', 'hlsjs'] : ['mse', 'shaka', 'hlsjs', 'native'];
}

/** FairPlay's KEYFORMAT: where it works, the element itself plays HLS. */
const FAIRPLAY = 'com.apple.streamingkeydelivery';

/** Why an engine is not to be tried; null: it is. */
function objectionTo(engine: EngineName, input: SelectionInput, learnt: Learnt): string | null {
  const { device, source, declined } = input;
  const tried = declined.find((one) => one.engine === engine);
  if (tried) return `it was tried: ${tried.error.message}`;
  if (engine !== 'native') {
    if (!device.hasMse) return 'it needs Media Source Extensions, which this browser has not';
    if (source.protocol === 'file') return 'it plays manifests, not files';
    if (learnt.undecoded && !(engine === 'hlsjs' && learnt.undecoded.some(isMp3)))
      return 'it has no other decoders than the engine that was tried';
  }
  if (learnt.isRefused) return 'the engine that was tried got no licence for it';
  return OBJECTIONS[engine](input, learnt);
}

/** In MPEG-TS, which hls.js takes it out of: as `audio/mpeg` browsers decode it, under this name few do. */
const isMp3 = (codecs: string): boolean => /mp4a\.40\.34/i.test(codecs);

const OBJECTIONS: Readonly<Record<EngineName, (input: SelectionInput, learnt: Learnt) => string | null>> = {
  mse: ({ source }) => (source.protocol === 'smooth' ? 'it plays DASH and HLS' : null),
  shaka: objectionToLock,
  hlsjs: (input, learnt) => {
    const { protocol } = input.source;
    if (protocol === 'dash' || protocol === 'smooth') return 'it plays HLS alone';
    return objectionToLock(input, learnt);
  },
  native: ({ source, device, hasDrm }, { undecoded, lock }) => {
    const mimeType = nativeType(source);
    if (mimeType === null) return 'the element itself plays files and HLS';
    if (device.canPlayType(mimeType) === '') return `the element says that it cannot play ${mimeType}`;
    const canDecode = (codec: string): boolean => device.canPlayType(`video/mp4; codecs="${codec}"`) !== '';
    if (undecoded && !undecoded.some(canDecode))
      return 'the element says that it decodes none of the codecs either';
    return lock === 'drm' && !hasDrm ? NO_DRM : null;
  },
};

/** An engine with a licence exchange helps only where there is someone to ask, and a browser that can decrypt. */
function objectionToLock({ hasDrm, device }: SelectionInput, { lock, namesServer }: Learnt): string | null {
  if (lock !== 'drm') return null;
  if (!hasDrm && !namesServer) return NO_DRM;
  return device.hasEme ? null : 'it needs Encrypted Media Extensions, which only secure pages have';
}

const NO_DRM =
  'the title is protected, and neither it nor `config.drm` names a licence server that may be asked, or keys';

function reasonFor(engine: EngineName, { source, allowed, declined }: SelectionInput): string {
  const why = { ...REASONS, native: nativeReason(source) }[engine];
  const last = declined.at(-1);
  return [
    why,
    ...(allowed.length > 0 ? ['the app names it'] : []),
    ...(last ? [`${last.engine} could not: ${last.error.message}`] : []),
  ].join('; ');
}

const REASONS: Readonly<Record<Exclude<EngineName, 'native'>, string>> = {
  mse: MSE_REASON,
  hlsjs: 'it plays unusual HLS, and live',
  shaka: 'it plays unusual DASH and HLS, Smooth Streaming, live and protected titles',
};

const nativeReason = ({ protocol }: SourceDescriptor): string =>
  protocol === 'file' ? 'a file, which the element itself plays' : 'the element itself plays HLS';

/** What the element is asked about; null: a kind of source that none plays by itself. */
export function nativeType({ protocol, mimeType, url }: SourceDescriptor): string | null {
  if (protocol === 'hls') return 'application/vnd.apple.mpegurl';
  if (protocol !== 'file') return null;
  const extension = /\.(\w+)$/.exec(url.replace(/[?#].*$/s, ''))?.[1]?.toLowerCase() ?? '';
  return mimeType ?? FILE_TYPES[extension] ?? 'video/mp4';
}

const FILE_TYPES: Readonly<Record<string, string>> = {
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  ogv: 'video/ogg',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
};
