import { HlsVideoAdapter } from '@videojs/spf/hls-video';
import { openBench } from '../bench-page.ts';

openBench((video) => {
  video.autoplay = true;
  const player = new HlsVideoAdapter();
  player.attach(video);
  return {
    load: (url) => {
      player.src = url;
    },
    setAudioLanguage: (language) => {
      for (const track of player.audioTracks) if (track.language === language) track.enabled = true;
    },
    setHeight: (height) => {
      const renditions = Array.from(player.videoRenditions);
      player.videoRenditions.selectedIndex = renditions.findIndex((each) => each.height === height);
    },
    destroy: () => player.destroy(),
  };
});
