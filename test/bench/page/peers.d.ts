// What the adapters use of each peer, and no more: most peers are installed by the bench alone, so that the checks of a
// plain checkout cannot read their own declarations. (hls.js and shaka-player are there, as dependencies of the package.)

interface HlsLevel {
  readonly height: number;
}
interface HlsAudioTrack {
  readonly lang?: string;
}
declare class HlsJs {
  constructor(config: {
    readonly emeEnabled?: boolean;
    readonly drmSystems?: Readonly<Record<string, { readonly licenseUrl: string }>>;
  });
  readonly levels: readonly HlsLevel[];
  readonly audioTracks: readonly HlsAudioTrack[];
  audioTrack: number;
  currentLevel: number;
  loadSource(url: string): void;
  attachMedia(video: HTMLVideoElement): void;
  destroy(): void;
}
declare module 'hls.js/light' {
  export default HlsJs;
}

declare module 'dashjs' {
  interface Representation {
    readonly id: string;
    readonly height: number;
  }
  interface MediaInfo {
    readonly lang: string | null;
  }
  export interface MediaPlayerClass {
    initialize(view?: HTMLVideoElement, source?: string, autoPlay?: boolean): void;
    attachView(view: HTMLVideoElement): void;
    preload(): void;
    updateSettings(settings: object): void;
    getRepresentationsByType(type: 'video'): Representation[];
    setRepresentationForTypeById(type: 'video', id: string, forceReplace?: boolean): void;
    getTracksFor(type: 'audio'): MediaInfo[];
    setCurrentTrack(track: MediaInfo): void;
    destroy(): void;
  }
  export function MediaPlayer(): { create(): MediaPlayerClass };
}

declare module 'rx-player/minimal' {
  interface Representation {
    readonly id: string;
    readonly height?: number;
  }
  export default class RxPlayer {
    static addFeatures(features: readonly unknown[]): void;
    constructor(options: { videoElement: HTMLVideoElement });
    loadVideo(options: { url: string; transport: 'dash'; autoPlay: boolean }): void;
    getAvailableAudioTracks(): { readonly id: string; readonly normalized: string }[];
    setAudioTrack(id: string): void;
    getVideoTrack(): { readonly representations: readonly Representation[] } | null | undefined;
    lockVideoRepresentations(ids: readonly string[]): void;
    dispose(): void;
  }
}
declare module 'rx-player/features' {
  export const DASH: unknown;
}

declare module 'video.js' {
  interface VideoJsPlayer {
    ready(then: () => void): void;
    src(source: { src: string; type: string }): void;
    audioTracks(): Iterable<{ language: string; enabled: boolean }> &
      ArrayLike<{ language: string; enabled: boolean }>;
    qualityLevels(): ArrayLike<{ readonly height: number; enabled: boolean }>;
    reset(): void;
  }
  export default function videojs(video: HTMLVideoElement, options: object): VideoJsPlayer;
}

declare module '@videojs/spf/hls-video' {
  interface AudioTrack {
    readonly language: string;
    enabled: boolean;
  }
  interface Rendition {
    readonly height?: number;
  }
  export class HlsVideoAdapter {
    src: string;
    readonly audioTracks: Iterable<AudioTrack>;
    readonly videoRenditions: ArrayLike<Rendition> & { selectedIndex: number };
    attach(video: HTMLVideoElement): void;
    play(): Promise<void>;
    destroy(): void;
  }
}
