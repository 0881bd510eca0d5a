import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import { readBuffer } from '../../buffer/read-buffer.ts';
import type { PlayerError } from '../../core/errors.ts';
import type { EngineContext } from '../../engine/engine.ts';
import { toEngineError, type FaultScene } from '../../engine/vendor-fault.ts';
import { EDGE_RETRY_MS, mayStillCome } from '../../playback/live-edge.ts';
import type { LoadOutcome } from '../../playback/load-outcome.ts';
import { engineFailed, isVendorError, toPlayerError } from './errors.ts';
import type { Shaka } from './load-vendor.ts';

export interface FaultPorts {
  readonly context: Pick<EngineContext, 'element' | 'emit'>;
  readonly shaka: Shaka;
  readonly outcome: LoadOutcome;
  readonly scene: () => FaultScene;
  readonly player: Pick<shaka.Player, 'isDynamic' | 'retryStreaming'>;
}

/** Tells the player of what went wrong in Shaka: what stopped nothing, and what ends playback. */
export class Faults {
  readonly #ports: FaultPorts;
  /** The streams whose last segment was asked for while the title was live: past its end, which it has come to since, there is none. */
  readonly #askedLive = new Set<string>();

  constructor(ports: FaultPorts) {
    this.#ports = ports;
  }

  /** A segment of this stream is asked for. */
  noteAsked(type: string): void {
    if (type === 'text') return; // it ends nothing
    this.#askedLive[this.#ports.player.isDynamic() ? 'add' : 'delete'](type);
  }

  /** What has ended the load. */
  endLoad(thrown: unknown): void {
    const { outcome, scene } = this.#ports;
    outcome.fail(
      this.#translate(thrown) ?? engineFailed('LOAD_INTERRUPTED', 'It broke the load off', scene()),
    );
  }

  /** An error that Shaka has told in an event. */
  receive(thrown: unknown): void {
    const { shaka, context, outcome } = this.#ports;
    const error = this.#translate(thrown);
    if (error === null) return;
    const isCritical = !isVendorError(thrown) || thrown.severity === shaka.util.Error.Severity.CRITICAL;
    if (!isCritical || this.#waitForEdge(error)) context.emit({ type: 'warning', error });
    else outcome.fail(error);
  }

  /** Nothing has failed, and nothing comes: another engine may do better. */
  startStuck(): void {
    const { outcome, scene } = this.#ports;
    const detail = `The first picture does not come at ${scene().positionSec.toFixed(3)} s, and Shaka does nothing more for it`;
    outcome.fail(engineFailed('none', detail, scene()));
  }

  recovered(): void {
    const { context, scene } = this.#ports;
    const words = 'Shaka Player met a MediaSource in error';
    const fault = { engine: 'shaka', vendorCode: 'mediasourcerecovered', words, url: null } as const;
    const from = toEngineError('decode-failed', fault, scene());
    const how = 'Shaka Player has made a new media source at the same position';
    context.emit({ type: 'recovered', from, how });
  }

  /** While Shaka may ask again for what is not there yet, or find that it has come to the end: that it looks for at once, and once. */
  #waitForEdge(error: PlayerError): boolean {
    const { context, outcome, player } = this.#ports;
    if (outcome.isStarting) return false;
    if (!player.isDynamic())
      return error.code.startsWith('network-') && this.#askedLive.size > 0 && player.retryStreaming(0);
    const { bufferAheadSec } = readBuffer(context.element);
    return mayStillCome(error, bufferAheadSec) && player.retryStreaming(EDGE_RETRY_MS / 1000);
  }

  /** Null: somebody ended what was going on. */
  #translate(thrown: unknown): PlayerError | null {
    const { shaka, scene } = this.#ports;
    return toPlayerError(shaka.util.Error, thrown, scene());
  }
}
