import type { Check, ContractCase, ContractPlayer } from './contract-player.ts';
import { endingCases } from './ending-cases.ts';
import { handOverCases } from './hand-over-cases.ts';

/** Positions of these events in this order, among others. */
function isInOrder(events: readonly string[], wanted: readonly string[]): boolean {
  let at = -1;
  return wanted.every((name) => {
    at = events.indexOf(name, at + 1);
    return at >= 0;
  });
}

/** What every engine owes the player, whatever plays behind it. */
export function engineContract(check: Check): readonly ContractCase[] {
  const load = async (player: ContractPlayer, url: string, startSec?: number): Promise<void> => {
    await player.startLoad(url, startSec);
    const failure = await player.settled();
    check(failure === null, `load(${url}) rejected: ${String(failure)}`);
  };
  const near = (value: number, wanted: number, words: string): void => {
    check(Math.abs(value - wanted) <= 0.5, `${words}: ${value} is not near ${wanted}`);
  };

  return [
    {
      title: 'load: the events come in order, and the picture is there when it resolves',
      run: async (player, title, engine) => {
        await load(player, title.url);
        check((await player.state()) === 'ready', 'ready to play');
        check((await player.engine()) === engine, `${engine} plays`);
        near(await player.positionSec(), 0, 'it starts at the beginning');
        const events = await player.events();
        const wanted = ['idle → loading', 'enginechange', 'presentation', 'trackschange', 'loading → ready'];
        check(isInOrder(events, wanted), `${wanted.join(', ')} in ${events.join(', ')}`);
        check(!events.includes('error'), 'no error');
      },
    },
    {
      title: 'the start position',
      run: async (player, title) => {
        await load(player, title.url, 6);
        near(await player.positionSec(), 6, 'it starts there');
      },
    },
    {
      title: 'seeks, forwards and back',
      run: async (player, title) => {
        await load(player, title.url);
        for (const positionSec of [title.durationSec / 2, 1]) {
          await player.seek(positionSec);
          near(await player.positionSec(), positionSec, 'it is there');
        }
        check((await player.state()) !== 'error', 'no error');
      },
    },
    {
      title: 'plays to its end, and says so once',
      run: async (player, title) => {
        await load(player, title.url);
        await player.seek(title.durationSec - 3);
        await player.playToEnd();
        near(await player.positionSec(), title.durationSec, 'it is at the end');
        const ends = (await player.events()).filter((name) => name === 'ended');
        check(ends.length === 1, `${ends.length} ends`);
      },
    },
    {
      title: 'tracks: another audio becomes the active one; an unknown one is refused',
      needs: 'choose-audio',
      run: async (player, title) => {
        await load(player, title.url);
        const audio = (await player.tracks()).filter(({ kind }) => kind === 'audio');
        check(audio.length > 1, 'two audio tracks');
        const active = (await player.activeTracks()).filter(({ kind }) => kind === 'audio');
        check(active.length === 1, 'one of them active');
        const other = audio.find(({ id }) => id !== active[0]?.id);
        check((await player.selectTrack(other?.id ?? '')) === null, 'it can be selected');
        const now = (await player.activeTracks()).filter(({ kind }) => kind === 'audio');
        check(now.length === 1 && now[0]?.id === other?.id, 'and is the active one');
        check((await player.selectTrack('no such track')) === 'track-unknown', 'an unknown one is refused');
      },
    },
    {
      title:
        'tracks: it starts with the audio that is the default, wherever that stands, and without subtitles',
      needs: 'choose-audio',
      run: async (player, title) => {
        await load(player, title.otherDefaultUrl);
        const active = await player.activeTracks();
        const audio = active.filter(({ kind }) => kind === 'audio').map(({ language }) => language);
        check(audio.join() === 'fr', `it sounds in ${audio.join()}`);
        check(!active.some(({ kind }) => kind === 'text'), 'no text track is active');
        check((await player.shownTextCount()) === 0, 'and none is shown');
      },
    },
    {
      title: 'subtitles: shown when selected, changed, off, and on again',
      needs: 'choose-text',
      run: async (player, title) => {
        await load(player, title.url);
        const texts = (await player.tracks()).filter(({ kind }) => kind === 'text');
        check(texts.length > 1, 'two text tracks');
        const [first, second] = texts.map(({ id }) => id);
        for (const wanted of [first, second, null, second]) {
          if (wanted === null) await player.deselectText();
          else check((await player.selectTrack(wanted ?? '')) === null, 'it can be selected');
          const active = (await player.activeTracks()).filter(({ kind }) => kind === 'text');
          check(active.map(({ id }) => id).join() === (wanted ?? ''), `${String(wanted)} is active`);
          const count = await player.shownTextCount();
          check(count === (wanted === null ? 0 : 1), `${count} are shown`);
        }
      },
    },
    {
      title: 'quality: a pinned rendition is shown; an unknown one is refused',
      needs: 'choose-quality',
      run: async (player, title) => {
        await load(player, title.url);
        const renditions = await player.renditions();
        check(renditions.length > 1, 'several renditions');
        const [lowest, next] = renditions;
        check((lowest?.bandwidthBps ?? 0) < (next?.bandwidthBps ?? 0), 'ascending by bitrate');
        for (const id of [next?.id ?? '', lowest?.id ?? '']) {
          check((await player.setQuality(id)) === null, 'it can be pinned');
          await player.play();
          await player.untilShown(id);
        }
        check((await player.setQuality('no such one')) === 'rendition-unknown', 'an unknown one is refused');
      },
    },
    {
      title: 'errors: what is not there, and what is no media, end the load clearly',
      run: async (player, title) => {
        for (const url of [title.missingUrl, title.garbageUrl]) {
          await player.startLoad(url);
          const failure = await player.settled();
          check(failure !== null && /^[a-z]+-[a-z-]+$/.test(failure), `${url}: ${String(failure)}`);
          check((await player.state()) === 'error', 'the state says so');
        }
        await load(player, title.url); // and the player is as good as new
        check((await player.state()) === 'ready', 'ready to play');
      },
    },
    {
      title: 'load during load: the first is cancelled, the second plays',
      run: async (player, title) => {
        await player.startLoad(title.url);
        const first = player.settled();
        await player.startLoad(title.url);
        check((await first) === 'AbortError', 'the first rejects with an AbortError');
        check((await player.settled()) === null, 'the second resolves');
        check((await player.state()) === 'ready', 'ready to play');
      },
    },
    ...handOverCases(check),
    ...endingCases(check),
  ];
}
