/** The part of mux.js 7.1 that Kinora uses; the package carries no types. */
declare module 'mux.js/lib/mp4/transmuxer.js' {
  interface TransmuxedSegment {
    readonly type: 'video' | 'audio' | 'combined';
    readonly initSegment: Uint8Array;
    readonly data: Uint8Array;
  }
  export class Transmuxer {
    constructor(options: { keepOriginalTimestamps: boolean; remux: boolean });
    on(type: 'data', listener: (segment: TransmuxedSegment) => void): void;
    on(type: 'done', listener: () => void): void;
    push(bytes: Uint8Array): void;
    flush(): void;
    dispose(): void;
  }
}
