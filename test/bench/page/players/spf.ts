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
    // Not its audio: a track that is enabled is not heard (10.0.0-rc.2).
    setHeight: (height) => {
      const renditions = Array.from(player.videoRenditions);
      player.videoRenditions.selectedIndex = renditions.findIndex((each) => each.height === height);
    },
    destroy: () => player.destroy(),
  };
});
