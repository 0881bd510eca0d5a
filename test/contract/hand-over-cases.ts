import type { Check, ContractCase, ContractPlayer, ContractTitle } from './contract-player.ts';

const START_SEC = 6;

/** An engine that cannot start gives way, once: what it owes the next one, and what it makes of what it is given. */
export function handOverCases(check: Check): readonly ContractCase[] {
  const handOver = async (
    player: ContractPlayer,
    { sharedUrl }: ContractTitle,
    whileLoading: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> => {
    await player.startLoad(sharedUrl, START_SEC);
    await whileLoading();
    const failure = await player.settled();
    check(failure === null, `load(${sharedUrl}) rejected: ${String(failure)}`);
    const events = await player.events();
    const changes = events.filter((name) => name === 'enginechange');
    check(changes.length === 2, `it gives way once: ${events.join(', ')}`);
    check(!events.includes('error'), 'no error');
  };
  const isAtStart = async (player: ContractPlayer): Promise<void> => {
    const positionSec = await player.positionSec();
    check(Math.abs(positionSec - START_SEC) <= 0.5, `it stands at ${positionSec}, not near ${START_SEC}`);
  };

  return [
    {
      title: 'takes a title over at its position, paused as it was',
      run: async (player, title, engine) => {
        await player.openBeside('in front');
        await handOver(player, title);
        check((await player.engine()) === engine, `${engine} plays`);
        check((await player.state()) === 'ready', 'ready to play');
        await isAtStart(player);
        await player.destroy();
        await player.untilNothingHeld();
      },
    },
    {
      title: 'takes a title over that is to play, and plays on',
      run: async (player, title, engine) => {
        await player.openBeside('in front');
        await handOver(player, title, () => player.askToPlay());
        await player.untilState('playing');
        check((await player.engine()) === engine, `${engine} plays`);
        check((await player.positionSec()) >= START_SEC - 0.5, 'from its position on');
      },
    },
    {
      title: 'takes a title over with the manifest that is here',
      needs: 'fetch-manifest',
      run: async (player, title) => {
        await player.openBeside('in front');
        await handOver(player, title);
        const count = await player.requestCount(title.sharedUrl);
        check(count === 1, `the manifest was asked for ${count} times`);
      },
    },
    {
      title: 'takes a title over with the tracks that were chosen',
      needs: 'choose-audio',
      run: async (player, title) => {
        await player.openBeside('in front');
        await player.selectAudioOnceTold('fr');
        await handOver(player, title);
        const active = (await player.activeTracks()).filter(({ kind }) => kind === 'audio');
        const languages = active.map(({ language }) => language);
        check(languages.join() === 'fr', `it sounds in ${languages.join()}`);
      },
    },
    {
      title: 'gives a title way that it cannot start, and leaves nothing behind',
      run: async (player, title, engine) => {
        await player.openBeside('behind');
        await handOver(player, title);
        check((await player.engine()) !== engine, 'the other one plays');
        await isAtStart(player);
        await player.play();
        await player.untilState('playing');
        await player.destroy();
        await player.untilNothingHeld();
      },
    },
  ];
}
