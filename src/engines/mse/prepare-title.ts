import { isPlayerError, type PlayerError } from '../../core/errors.ts';
import { arePlainKeys } from '../../engine/plain-keys.ts';
import { hasDrm, type DrmConfig } from '../../model/drm-config.ts';
import type { ContentProtection } from '../../model/content-protection.ts';
import type { EngineLoadOptions, PrepareContext } from '../../engine/engine.ts';
import type { Rendition } from '../../model/rendition.ts';
import type { Segment } from '../../model/segment.ts';
import type { SegmentIndex } from '../../model/segment-index.ts';
import type { SourceDescriptor } from '../../model/source.ts';
import type { Track } from '../../model/track.ts';
import type { SinkKind } from './buffer-sink.ts';
import { Cursor } from './cursor.ts';
import { createMseEngine, type MseEngineSetup } from './engine.ts';
import { loadCode } from '../../core/load-code.ts';
import type { AskForKeys } from './open-keys.ts';
import { isToldLater, loadKeysCode, locksIn } from './load-protection.ts';
import { loadParser, openPresentation } from './open-presentation.ts';
import { findRendition, RenditionChooser } from '../../abr/rendition-chooser.ts';
import { Title } from './title.ts';

export interface MsePrepareContext extends PrepareContext, MseEngineSetup {}

/** What one stream will fetch first. */
interface Start {
  readonly rendition: Rendition;
  readonly index: SegmentIndex;
}

/**
 * Asks for what `MseEngine.load` will ask for, in the same order, by the same choices (`PrepareTitle`).
 * @throws PlayerError when the title cannot be played
 */
export async function prepareTitle(
  source: SourceDescriptor,
  options: EngineLoadOptions,
  context: MsePrepareContext,
): Promise<void> {
  const { request, signal } = context;
  const parser = source.protocol && loadParser(source.protocol, hasDrm(options.drm));
  parser?.catch(() => undefined); // met below, unless the manifest fails first
  const response = await request({ type: 'manifest', urls: [source.url], signal });
  const presentation = await openPresentation(response, source.protocol, parser);
  signal.throwIfAborted();
  const chooser = new RenditionChooser(context.decide, context.device, context.log);
  chooser.quality = options.quality;
  const isTypeSupported = (type: string): boolean => context.mse.isTypeSupported(type);
  let { isForOwnEngine } = context;
  const manifestLocks = isForOwnEngine ? locksIn(presentation) : [];
  const ask = manifestLocks.length > 0 ? await planToAsk(manifestLocks, options.drm, context) : null;
  /** Told by media playlists, the first one first. */
  const locks: { readonly error: PlayerError; readonly protection: readonly ContentProtection[] }[] = [];
  const decline = (error: PlayerError): void => {
    if (!mayBeOpened(error, options.drm)) throw error;
    isForOwnEngine = false;
    context.onDecline(error);
  };
  const title = new Title(presentation, {
    ...context,
    ...options,
    chooser,
    isTypeSupported,
    emit: ignore,
    phase: ignore,
    titleKeys: () => null,
    // How media is encrypted does not matter to who only fetches it; but where nobody has a key, it is of no use.
    onLocked: (error) => {
      if (!ask && !isToldLater(presentation, options)) decline(error);
    },
    onLockTold: (error, protection) => {
      if (protection && isForOwnEngine && hasDrm(options.drm)) locks.push({ error, protection });
      else decline(error);
    },
  });
  if (ask && presentation.protocol === 'dash') askBeforehand(ask, title, context);
  const onIndices = async (): Promise<void> => {
    const [lock] = locks;
    if (!lock || !isForOwnEngine) return;
    const askForTold = await planToAsk(lock.protection, options.drm, context);
    if (askForTold) askBeforehand(askForTold, title, context);
    else decline(lock.error);
  };
  await new Preparation(title, context, () => isForOwnEngine, onIndices).run();
}

/** How Kinora's own engine asks for the keys; null: there is nobody to ask. */
async function planToAsk(
  locks: readonly ContentProtection[],
  drm: DrmConfig,
  { keys, signal }: MsePrepareContext,
): Promise<AskForKeys | null> {
  const { planKeys } = await loadKeysCode();
  signal.throwIfAborted();
  return planKeys(locks, drm, keys);
}

/** Asks for the keys, where they are wanted beforehand. */
function askBeforehand(ask: AskForKeys, title: Title, context: MsePrepareContext): void {
  const { licences, clock, log } = context;
  if (!licences) return;
  const keys = ask(title, { request: licences.request, clock, log });
  licences.onReadied({
    name: 'mse',
    whenReady: keys.whenLicensed,
    create: (engineContext) => createMseEngine({ ...context, ...engineContext, preparedKeys: keys.take() }),
    free: () => {
      keys.dispose();
    },
  });
}

function mayBeOpened(error: PlayerError, drm: DrmConfig): boolean {
  if (!isPlayerError(error, 'drm-unsupported')) return false;
  const { systems, namesServer = false } = error.context;
  return hasDrm(drm) || namesServer || arePlainKeys(systems);
}

function ignore(): void {
  // Nobody is to hear of a title that is not loaded.
}

/** The start of a title, without a buffer to put it into. */
class Preparation {
  readonly #title: Title;
  readonly #context: MsePrepareContext;
  readonly #isForOwnEngine: () => boolean;
  readonly #onIndices: () => Promise<void>;
  readonly #startSec: number;
  readonly #periodIndex: number;

  constructor(
    title: Title,
    context: MsePrepareContext,
    isForOwnEngine: () => boolean,
    onIndices: () => Promise<void>,
  ) {
    this.#title = title;
    this.#context = context;
    this.#isForOwnEngine = isForOwnEngine;
    this.#onIndices = onIndices;
    this.#startSec = title.chooseStart();
    this.#periodIndex = title.periodAt(this.#startSec);
  }

  async run(): Promise<void> {
    const title = this.#title;
    const kinds = title.streamKinds(this.#periodIndex);
    const starts = await settleAll(kinds.map((kind) => this.#openStream(kind, kind === kinds[0])));
    await this.#onIndices();
    const startSec = starts.reduce(
      (sec, start) => (start && title.reconsiderStart(start.index)) ?? sec,
      this.#startSec,
    );
    await settleAll(kinds.map((kind, place) => this.#fetchFirst(kind, starts[place] ?? null, startSec)));
  }

  /** The rendition to start in, and its index; null where no first segment is small enough. */
  async #openStream(kind: SinkKind, isMain: boolean): Promise<Start | null> {
    const title = this.#title;
    const track = title.trackAt(kind, this.#periodIndex);
    const excluded = new Set<string>();
    while (track) {
      const rendition = this.#choose(track, excluded, isMain);
      if (isMain) this.#context.onRendition(rendition);
      if (!rendition) break;
      const index = await title.getIndex(rendition, kind);
      title.onIndex(index, rendition);
      const segment = this.#firstSegment({ rendition, index }, this.#startSec);
      if (segment && estimateBytes(rendition, segment) <= this.#context.maxSegmentBytes)
        return { rendition, index };
      excluded.add(rendition.id);
    }
    return null;
  }

  #choose(track: Track, excluded: ReadonlySet<string>, isMain: boolean): Rendition | null {
    const title = this.#title;
    const moment = {
      atMs: title.context.clock.nowMs(),
      bufferSec: 0,
      bufferGoalSec: title.context.config.buffer.aheadSec,
      segmentDurationSec: 0,
      remainingSec: null,
      awaitedSec: new Cursor(this.#startSec, this.#periodIndex).awaitedSec(track),
      playbackRate: 1,
      viewport: title.context.viewport(),
    };
    const { chooser } = title.context;
    if (!isMain) return chooser.audio(track, moment, excluded);
    const decision = chooser.main(track, moment, excluded);
    return (decision && findRendition(track, decision.renditionId)) ?? null;
  }

  #firstSegment({ rendition, index }: Start, startSec: number): Segment | null {
    const cursor = new Cursor(startSec, this.#periodIndex);
    const isLastPeriod = this.#periodIndex + 1 >= this.#title.periods.length;
    let segment = cursor.next(rendition, index, isLastPeriod);
    while (segment?.isGap) {
      cursor.pass(segment);
      segment = cursor.next(rendition, index, isLastPeriod);
    }
    return segment;
  }

  async #fetchFirst(kind: SinkKind, start: Start | null, startSec: number): Promise<void> {
    const segment = start && this.#firstSegment(start, startSec);
    if (!segment) return;
    const { urls, range, init, encryption } = segment;
    const { request, signal } = this.#context;
    const renditionId = start.rendition.id;
    await settleAll<unknown>([
      init && this.#title.inits.get(init, kind),
      encryption && this.#title.decrypter.fetchKey(encryption.keyUrl),
      request({ type: 'segment', urls, range, signal, trackKind: kind, renditionId }),
      this.#isForOwnEngine() && loadPlayingCode(start.rendition, segment),
    ]);
  }
}

/** As declared, where the manifest tells neither a size nor a rate: 0. */
function estimateBytes({ bandwidthBps }: Rendition, { sizeBytes, durationSec }: Segment): number {
  return sizeBytes ?? (bandwidthBps / 8) * durationSec;
}

/** The chunks of Kinora itself that `load-segment` would ask for with the first segment. */
async function loadPlayingCode({ container }: Rendition, { init, encryption }: Segment): Promise<void> {
  await loadCode('preloading', () => {
    const code: Promise<unknown>[] = [];
    if (encryption) code.push(import('./decrypt-segment.ts'));
    if (container === 'webm' || container === 'mp3') code.push(import('./writers/plain-writer.ts'));
    if (container === 'ts' || container === 'aac' || (container === 'unknown' && !init))
      code.push(import('./transmux/transmux-writer.ts'), import('./probe-codecs.ts'));
    return Promise.all(code);
  });
}

/** Waits for all, also when one fails: what the others bring is worth having. Then fails with the first failure. */
async function settleAll<T>(work: readonly (T | Promise<T>)[]): Promise<readonly T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}
