import type { EngineName, PlayerState, Quality, RenditionInfo, TrackInfo } from '../../src/index.ts';

/** What of a title a server keeps back. `later media`: all but the first seconds. */
export type Withheld = 'manifest' | 'media' | 'later media';

/** A player whose engine is under contract. What a call rejects with is told by its code, or else its name. */
export interface ContractPlayer {
  startLoad(url: string, startSec?: number): Promise<void>;
  /** Of the load that was started last. */
  settled(): Promise<string | null>;
  state(): Promise<PlayerState>;
  untilState(state: PlayerState): Promise<void>;
  engine(): Promise<EngineName | null>;
  positionSec(): Promise<number>;
  /** Asks the element to play, whatever comes of it. */
  askToPlay(): Promise<void>;
  play(): Promise<void>;
  pause(): Promise<void>;
  /** Resolves when the picture there is shown. */
  seek(positionSec: number): Promise<void>;
  /** Sets the position, and does not wait. */
  startSeek(positionSec: number): Promise<void>;
  playToEnd(): Promise<void>;
  tracks(): Promise<readonly TrackInfo[]>;
  activeTracks(): Promise<readonly TrackInfo[]>;
  renditions(): Promise<readonly RenditionInfo[]>;
  selectTrack(id: string): Promise<string | null>;
  /** Selects the sound in this language inside the first event that tells tracks: the engine at work may give way behind it. */
  selectAudioOnceTold(language: string): Promise<void>;
  deselectText(): Promise<void>;
  /** How many text tracks are shown, whatever is said. */
  shownTextCount(): Promise<number>;
  setQuality(quality: Quality): Promise<string | null>;
  /** Resolves when media of this rendition has reached the playhead. */
  untilShown(renditionId: string): Promise<void>;
  /** Everything that was said so far, by name; a change of state as `from → to`. */
  events(): Promise<readonly string[]>;
  unload(): Promise<void>;
  destroy(): Promise<void>;
  /** Resolves when nothing is left of any load, on the element neither; rejects with what is. */
  untilNothingHeld(): Promise<void>;

  // --- the world around it ---

  /** The server answers nothing of this from now on. */
  withhold(what: Withheld): Promise<void>;
  /** Resolves when what is withheld has been asked for. */
  untilAsked(): Promise<void>;
  /** How often this URL has been asked for. */
  requestCount(url: string): Promise<number>;
  /**
   * Makes the player anew, with another engine beside the one under contract: in front of it or behind it. Whichever goes
   * first finds no media that can be played, the other one finds good media.
   */
  openBeside(place: 'in front' | 'behind'): Promise<void>;
}

/** What the suite plays. */
export interface ContractTitle {
  /** With two audio languages and several qualities, or as much of that as the engine can choose from. */
  readonly url: string;
  readonly durationSec: number;
  /** The same, but that not the first audio is the one to start with. Its language is `fr`. */
  readonly otherDefaultUrl: string;
  /** Answers 404. */
  readonly missingUrl: string;
  /** Answers what is no media. */
  readonly garbageUrl: string;
  /** One that two engines can play. */
  readonly sharedUrl: string;
}

/** What an engine, its platform or the title may not let us ask for. */
export type Ability =
  | 'choose-audio'
  | 'choose-quality'
  | 'choose-text'
  /** The manifest comes by requests of its own, through Kinora's network. */
  | 'fetch-manifest';

export interface ContractCase {
  readonly title: string;
  readonly needs?: Ability;
  run(player: ContractPlayer, title: ContractTitle, engine: EngineName): Promise<void>;
}

/** The assertions of whichever runner runs the suite: a condition, and the words when it fails. */
export type Check = (isTrue: boolean, words: string) => void;
