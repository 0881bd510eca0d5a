export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Where the player's words go. `data` is structured and free of tokens and query strings. */
export type Logger = (level: LogLevel, message: string, data?: unknown) => void;
