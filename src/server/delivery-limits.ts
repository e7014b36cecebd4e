/** Pace and bounds of the delivery to WebSocket clients. */
export interface DeliveryLimits {
  /** Outputs are gathered this long before they are sent, ms. */
  readonly flushMs: number;
  /** While the session runs a client hears at least this often, ms, so that it can notice a dead line. */
  readonly keepAliveMs: number;
  /** Spacing of WebSocket pings, ms. */
  readonly pingMs: number;
  /** A client that was not heard (pong or message) for this long is gone, ms. */
  readonly deadAfterMs: number;
  /** A client whose send buffer stays full without shrinking for this long is cut off, ms. */
  readonly stuckAfterMs: number;
  /** Bytes waiting in a client's send buffer above which nothing more is put into it. */
  readonly highWaterBytes: number;
  /**
   * Longest round trip of a client's line, ms, before it counts as full: the buffers below ours hold
   * many seconds of stream, and only the answer to a ping tells that they have emptied.
   */
  readonly maxRoundTripMs: number;
  /** Largest number of clients at a time; further ones are refused. */
  readonly maxClients: number;
}

/**
 * 50 ms keep the page fluent while a message carries several 50 Hz angles. 256 KiB hold a whole
 * `hello` (about 160 KiB of a full session) plus several seconds of stream, so a client is called slow only
 * when it really is.
 */
export const defaultDeliveryLimits: DeliveryLimits = {
  flushMs: 50,
  keepAliveMs: 1000,
  pingMs: 10_000,
  deadAfterMs: 60_000,
  stuckAfterMs: 15_000,
  highWaterBytes: 256 * 1024,
  maxRoundTripMs: 1000,
  maxClients: 32,
};
