import type { Check, ContractCase, ContractPlayer, ContractTitle } from './contract-player.ts';

/** Brings the player to a moment. */
interface Moment {
  readonly name: string;
  readonly needs?: ContractCase['needs'];
  reach(player: ContractPlayer, title: ContractTitle): Promise<void>;
  /** What the load that is cut off rejects with; null: it has settled before. */
  readonly rejection: string | null;
}

/** Wherever a player is ended, nothing is left: no request, timer or listener, and nothing on the element. */
export function endingCases(check: Check): readonly ContractCase[] {
  return moments(check).map(({ name, needs, reach, rejection }) => ({
    title: `destroy while ${name} leaves nothing`,
    ...(needs && { needs }),
    run: async (player, title) => {
      await reach(player, title);
      await player.destroy();
      if (rejection !== null) check((await player.settled()) === rejection, 'the load is cancelled');
      await player.untilNothingHeld();
      const said = (await player.events()).length;
      await player.destroy();
      check((await player.events()).length === said, 'it says nothing more');
    },
  }));
}

function moments(check: Check): readonly Moment[] {
  const loaded = async (player: ContractPlayer, { url }: ContractTitle): Promise<void> => {
    await player.startLoad(url);
    const failure = await player.settled();
    check(failure === null, `load(${url}) rejected: ${String(failure)}`);
  };
  const awaiting =
    (what: 'manifest' | 'media') =>
    async (player: ContractPlayer, { url }: ContractTitle): Promise<void> => {
      await player.withhold(what);
      await player.startLoad(url);
      await player.untilAsked();
    };
  return [
    { name: 'loading', reach: (player, { url }) => player.startLoad(url), rejection: 'AbortError' },
    { name: 'the manifest is awaited', reach: awaiting('manifest'), rejection: 'AbortError' },
    {
      name: 'the first media is awaited',
      needs: 'fetch-manifest',
      reach: awaiting('media'),
      rejection: 'AbortError',
    },
    { name: 'ready', reach: loaded, rejection: null },
    ...running(check, loaded),
    {
      name: 'in error',
      reach: async (player, { missingUrl }) => {
        await player.startLoad(missingUrl);
        await player.settled();
        check((await player.state()) === 'error', 'it is in error');
      },
      rejection: null,
    },
    {
      name: 'idle',
      reach: async (player, title) => {
        await loaded(player, title);
        await player.unload();
      },
      rejection: null,
    },
  ];
}

/** Those behind the first picture. */
function running(check: Check, load: Moment['reach']): readonly Moment[] {
  return [
    {
      name: 'playing',
      reach: async (player, title) => {
        await load(player, title);
        await player.play();
        await player.untilState('playing');
      },
      rejection: null,
    },
    {
      name: 'paused',
      reach: async (player, title) => {
        await load(player, title);
        await player.play();
        await player.untilState('playing');
        await player.pause();
        await player.untilState('paused');
      },
      rejection: null,
    },
    {
      name: 'seeking to what is not there',
      reach: async (player, title) => {
        await player.withhold('later media');
        await load(player, title);
        await player.startSeek(title.durationSec * 0.75);
        await player.untilState('seeking');
      },
      rejection: null,
    },
    {
      name: 'stalled',
      reach: async (player, title) => {
        await player.withhold('later media');
        await load(player, title);
        await player.play();
        await player.untilState('stalled');
      },
      rejection: null,
    },
    {
      name: 'at the end',
      reach: async (player, title) => {
        await load(player, title);
        await player.seek(title.durationSec - 3);
        await player.playToEnd();
        check((await player.state()) === 'ended', 'it is at the end');
      },
      rejection: null,
    },
  ];
}
