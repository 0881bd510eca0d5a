import { trafficBeside } from '../abr/traffic-beside.ts';
import type { Scope } from '../core/scope.ts';
import type { EngineAbrInput } from '../model/abr.ts';
import type { SourceDescriptor } from '../model/source.ts';
import type { LoadPorts, Preloader, PresentPlayback } from './preload-port.ts';
import { PreparedTitle, type PreparedTitleSetup } from './prepared-title.ts';

/** Holds the one title that is prepared, until a load takes it or something else comes in its place. */
export class TitlePreloader implements Preloader {
  readonly #present: PresentPlayback;
  readonly #setup: PreparedTitleSetup;
  #title: PreparedTitle | null = null;

  constructor(present: PresentPlayback, setup: PreparedTitleSetup) {
    this.#present = present;
    this.#setup = setup;
  }

  prepare(source: SourceDescriptor, startSec: number | null, signal: AbortSignal | undefined): Promise<void> {
    if (!this.#title?.isUsableFor(source) || this.#title.startSec !== startSec) {
      this.#free('another preload');
      this.#title = new PreparedTitle(source, startSec, this.#present, this.#setup);
    }
    return this.#title.whenReady(signal);
  }

  take(source: SourceDescriptor, ports: LoadPorts, scope: Scope): LoadPorts {
    const title = this.#title;
    if (!title?.isUsableFor(source)) {
      this.#free('a load of another source');
      return ports;
    }
    this.#title = null;
    return title.handOver(ports, scope);
  }

  withTraffic(input: EngineAbrInput): EngineAbrInput {
    const { samples } = input;
    return { ...input, samples: [...samples, ...trafficBeside(samples, this.#title?.samples ?? [])] };
  }

  destroy(): void {
    this.#free('destroy');
  }

  #free(by: string): void {
    this.#title?.end(new DOMException(`The preload was ended by ${by}.`, 'AbortError'));
    this.#title = null;
  }
}
