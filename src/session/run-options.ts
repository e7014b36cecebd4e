/** Port of the dashboard where none is asked for. */
export const defaultPort = 8080;

/** Address listened on where none is asked for: this machine only. */
export const defaultHost = "127.0.0.1";

/**
 * Bounds of the playback speed, in multiples of real time. Slower, a wait would outlast what a timer
 * can count; faster is as fast as possible, which has a name of its own.
 */
export const slowestSpeed = 0.01;
export const fastestSpeed = 1000;

/** How a session that takes its time from its data is run, shown and kept. */
export interface RunOptions {
  /** Port asked for, 0 = any free one; null = `defaultPort`, or the next free one where it is taken. */
  readonly port: number | null;
  readonly host: string;
  /** Playback speed, 1 = real time; null = as fast as possible. */
  readonly speed: number | null;
  /** End the process when the session ends instead of serving its last state. */
  readonly exitAtEnd: boolean;
  /** Session file to write raw data and derived output to; null = none. */
  readonly recordFile: string | null;
  /** Rules file that alerts go by; null = what the recording or the config has, else the default rules. */
  readonly rulesFile: string | null;
  /** Replace the files to be written where they exist. */
  readonly overwrite: boolean;
  /** Serve dashboard and stream; false = only run (and record). */
  readonly serve: boolean;
}
