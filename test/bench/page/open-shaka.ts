import { openBench } from './bench-page.ts';

/** What is used of Shaka's namespace; its two builds declare types of their own. */
interface Shaka<Preload, Video, Audio> {
  readonly Player: new () => {
    attach(video: HTMLVideoElement): Promise<unknown>;
    load(source: string | Preload): Promise<unknown>;
    preload(url: string): Promise<Preload | null>;
    configure(name: string, value: unknown): boolean;
    getVideoTracks(): Video[];
    selectVideoTrack(track: Video, clearBuffer?: boolean): void;
    getAudioTracks(): Audio[];
    selectAudioTrack(track: Audio): void;
    destroy(): Promise<unknown>;
  };
  readonly polyfill: { installAll(): void };
}

/** Shaka's two builds differ by their file alone. */
export function openShaka<
  Preload,
  Video extends { readonly height: number | null },
  Audio extends { readonly language: string },
>(shaka: Shaka<Preload, Video, Audio>): void {
  shaka.polyfill.installAll();
  openBench((video, servers) => {
    video.autoplay = true;
    const player = new shaka.Player();
    if (servers) player.configure('drm.servers', servers);
    const attached = player.attach(video);
    const prepared = new Map<string, Preload | null>();
    return {
      load: async (url) => {
        await attached;
        await player.load(prepared.get(url) ?? url);
      },
      preload: async (url) => {
        prepared.set(url, await player.preload(url));
      },
      setAudioLanguage: (language) => {
        const track = player.getAudioTracks().find((each) => each.language === language);
        if (track) player.selectAudioTrack(track);
      },
      setHeight: (height) => {
        player.configure('abr.enabled', false);
        const track = player.getVideoTracks().find((each) => each.height === height);
        if (track) player.selectVideoTrack(track, true);
      },
      destroy: async () => {
        await player.destroy();
      },
    };
  });
}
