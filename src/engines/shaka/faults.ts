import { PlayerError, stripUrl } from '../../core/errors.ts';
import type { Scope } from '../../core/scope.ts';
import type { EngineContext } from '../../engine/engine.ts';
import { engineFailed, isVendorError, toPlayerError, type FaultScene } from './errors.ts';
import type { Shaka } from './load-vendor.ts';
import { bufferAheadSec } from './playhead.ts';

/** Less than this ahead is a buffer that has run dry. */
const STARVED_SEC = 0.25;
/** Half a short segment. */
const EDGE_RETRY_SEC = 1;

export interface FaultPorts {
  readonly context: Pick<EngineContext, 'element' | 'emit'>;
  readonly shaka: Shaka;
  readonly scope: Scope;
  readonly scene: () => FaultScene;
  /** Lets Shaka ask again where it has given up, `delaySec` from now; false: the title is not live. */
  readonly retryLive: (delaySec: number) => boolean;
  /** Ends the load; false: it is over, and the error is playback's. */
  readonly endLoad: (error: PlayerError) => boolean;
}

/** Tells the player of what went wrong in Shaka: what stopped nothing, and what ends playback. */
export class Faults {
  readonly #ports: FaultPorts;

  constructor(ports: FaultPorts) {
    this.#ports = ports;
  }

  /** Null: somebody ended what was going on. */
  translate(thrown: unknown): PlayerError | null {
    const { shaka, scene } = this.#ports;
    return toPlayerError(shaka.util.Error, thrown, scene());
  }

  /** An error that Shaka has told in an event. */
  receive(thrown: unknown): void {
    const { shaka, scope, context, endLoad } = this.#ports;
    const error = this.translate(thrown);
    if (error === null || scope.isDisposed) return;
    const isCritical = !isVendorError(thrown) || thrown.severity === shaka.util.Error.Severity.CRITICAL;
    if (!isCritical) context.emit({ type: 'warning', error });
    else if (!endLoad(error) && !this.#waitForEdge(error)) this.#fail(error);
  }

  /** Nothing has failed, and nothing comes: another engine may do better. */
  startStuck(): void {
    const { context, scene } = this.#ports;
    const detail = `the first picture does not come at ${scene().positionSec.toFixed(3)} s, and Shaka does nothing more for it`;
    context.emit({ type: 'failed', error: engineFailed('none', detail, scene()) });
  }

  recovered(): void {
    const { context, scene } = this.#ports;
    const { positionSec } = scene();
    const detail = 'the decoder or the media source failed';
    const message = `Playing "${stripUrl(scene().url)}": ${detail} at ${positionSec.toFixed(3)} s.`;
    const from = new PlayerError('decode-failed', message, { positionSec, detail });
    context.emit({
      type: 'recovered',
      from,
      how: 'Shaka Player has made a new media source at the same position',
    });
  }

  /** At the live edge a segment may not be there yet, or never, as at the end: while something is buffered Shaka asks again. */
  #waitForEdge(error: PlayerError): boolean {
    const { context, retryLive } = this.#ports;
    const mayCome = error.code.startsWith('network-') && bufferAheadSec(context.element) > STARVED_SEC;
    if (!mayCome || !retryLive(EDGE_RETRY_SEC)) return false;
    context.emit({ type: 'warning', error });
    return true;
  }

  /** When nothing more can be fetched, what is buffered plays to its end. */
  #fail(error: PlayerError): void {
    const { context, scope } = this.#ports;
    const { element } = context;
    const waiting = scope.child();
    const look = (): void => {
      const isPlayable = error.code.startsWith('network-') && bufferAheadSec(element) > STARVED_SEC;
      if (waiting.isDisposed || isPlayable) return;
      waiting.dispose();
      context.emit({ type: 'failed', error });
    };
    for (const type of ['timeupdate', 'waiting', 'seeking']) waiting.listen(element, type, look);
    look();
  }
}
