import { openBench } from './bench-page.ts';

/** hls.js in full and its light build, which knows no other audio than the default one. */
export function openHlsJs(Hls: typeof HlsJs, hasAudioTracks: boolean): void {
  openBench((video, servers) => {
    video.autoplay = true;
    let hls: HlsJs | null = null;
    return {
      load: (url) => {
        hls?.destroy();
        hls = new Hls(servers ? { emeEnabled: true, drmSystems: toSystems(servers) } : {});
        hls.loadSource(url);
        hls.attachMedia(video);
      },
      ...(hasAudioTracks && {
        setAudioLanguage: (language: string) => {
          if (hls) hls.audioTrack = hls.audioTracks.findIndex(({ lang }) => lang === language);
        },
      }),
      setHeight: (height) => {
        if (hls) hls.currentLevel = hls.levels.findIndex((level) => level.height === height);
      },
      destroy: () => {
        hls?.destroy();
        hls = null;
      },
    };
  });
}

function toSystems(
  servers: Readonly<Record<string, string>>,
): Record<string, { readonly licenseUrl: string }> {
  return Object.fromEntries(Object.entries(servers).map(([system, licenseUrl]) => [system, { licenseUrl }]));
}
