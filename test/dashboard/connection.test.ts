import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type ConnectionState,
  keepConnected,
  type SocketHandlers,
} from "../../src/dashboard/connection.ts";
import { reconnectDelayMs } from "../../src/dashboard/reconnect-delay.ts";
import type { ServerMessage } from "../../src/server/wire.ts";
import { hello, outputs } from "./sample-stream.ts";

const startMs = Date.UTC(2026, 0, 2);

beforeEach(() => {
  vi.useFakeTimers({ now: startMs });
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const sockets: (SocketHandlers & { closed: boolean; sent: string[] })[] = [];
  const messages: ServerMessage[] = [];
  const states: ConnectionState[] = [];
  const connection = keepConnected({
    open: (handlers) => {
      const socket = { ...handlers, closed: false, sent: [] as string[] };
      sockets.push(socket);
      return {
        close: () => {
          socket.closed = true;
        },
        send: (text) => socket.sent.push(text),
      };
    },
    onMessage: (message) => messages.push(message),
    onState: (state) => states.push(state),
  });
  const say = (message: ServerMessage) => sockets.at(-1)?.onMessage(JSON.stringify(message));
  return { sockets, messages, states, connection, say };
}

describe("keepConnected", () => {
  it("sends while the line is open, and nothing into a line that is lost", () => {
    const { sockets, connection, say } = setUp();
    connection.send({ type: "calibrate" });
    say(hello());
    connection.send({ type: "calibrate", podIds: ["a"] });
    expect(sockets[0]?.sent).toEqual(['{"type":"calibrate","podIds":["a"]}']);
    sockets[0]?.onClose();
    connection.send({ type: "calibrate" });
    expect(sockets.flatMap(({ sent }) => sent)).toHaveLength(1);
  });

  it("is open with the first message, not before", () => {
    const { states, messages, say } = setUp();
    expect(states).toEqual([]);
    say(hello());
    expect(states).toEqual([{ phase: "open", lostSinceMs: null, attempts: 0, behindS: null }]);
    expect(messages).toEqual([hello()]);
  });

  it("says since when the line is lost: since the last message, not since it was noticed", () => {
    const { states, say } = setUp();
    say(hello());
    vi.advanceTimersByTime(1000);
    say(outputs(1));
    vi.advanceTimersByTime(3999);
    expect(states.at(-1)?.phase).toBe("open");
    vi.advanceTimersByTime(1);
    expect(states.at(-1)).toEqual({
      phase: "lost",
      lostSinceMs: startMs + 1000,
      attempts: 0,
      behindS: null,
    });
  });

  it("notices a closed socket at once and comes back", () => {
    const { sockets, states, say } = setUp();
    say(hello());
    sockets[0]?.onClose();
    expect(states.at(-1)?.phase).toBe("lost");
    vi.advanceTimersByTime(600);
    expect(sockets).toHaveLength(2);
    say(hello());
    expect(states.at(-1)).toEqual({ phase: "open", lostSinceMs: null, attempts: 0, behindS: null });
  });

  it("keeps trying, keeps the time of the loss and counts", () => {
    const { sockets, states, say } = setUp();
    say(hello());
    for (let i = 0; i < 5; i += 1) {
      sockets.at(-1)?.onClose();
      expect(states.at(-1)).toEqual({
        phase: "lost",
        lostSinceMs: startMs,
        attempts: i,
        behindS: null,
      });
      vi.advanceTimersToNextTimer();
      expect(sockets).toHaveLength(i + 2);
    }
  });

  it("closes a socket that went silent and no longer listens to it", () => {
    const { sockets, messages, states, say } = setUp();
    say(hello());
    vi.advanceTimersByTime(4000);
    expect(sockets[0]?.closed).toBe(true);
    sockets[0]?.onMessage(JSON.stringify(outputs(9)));
    sockets[0]?.onClose();
    expect(messages).toHaveLength(1);
    expect(states.at(-1)).toMatchObject({ phase: "lost", attempts: 0 });
  });

  it("expects nothing more after the end of the session", () => {
    const { states, say } = setUp();
    say(hello());
    say({ type: "sessionEnd", sessionTimeS: 9, reason: "over" });
    vi.advanceTimersByTime(600_000);
    expect(states.at(-1)?.phase).toBe("open");
  });

  it("expects nothing more of a session that was over before the page came", () => {
    const { states, say } = setUp();
    say(hello({ running: false }));
    vi.advanceTimersByTime(600_000);
    expect(states.at(-1)?.phase).toBe("open");
  });

  it("gives the first message of a slow line 10 s", () => {
    const { states } = setUp();
    vi.advanceTimersByTime(9_999);
    expect(states).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(states.at(-1)?.phase).toBe("lost");
  });

  it("says by how much a slow line is behind, and when it has caught up", () => {
    const { states, say } = setUp();
    const behind = () => states.at(-1)?.behindS;
    const seen: unknown[] = [];
    say(hello({ serverTimeS: 500 }));
    for (let second = 1; second <= 10; second += 1) {
      vi.advanceTimersByTime(1000);
      // Half as fast as the server speaks.
      say({ ...outputs(0), serverTimeS: 500 + second / 2 });
      seen.push(behind());
    }
    expect(seen).toEqual([null, null, null, null, 2, 3, 3, 4, 4, 5]);
    say({ type: "congestion", droppedOutputs: 1 });
    expect(behind()).toBe(5);
    say({ ...outputs(0), serverTimeS: 510 });
    expect(states.at(-1)).toEqual({ phase: "open", lostSinceMs: null, attempts: 0, behindS: null });
  });

  it("measures lateness against the most punctual message, not against a late snapshot", () => {
    const { states, say } = setUp();
    say(hello({ serverTimeS: 100 }));
    say({ ...outputs(0), serverTimeS: 130 });
    vi.advanceTimersByTime(3000);
    say({ ...outputs(0), serverTimeS: 130 });
    expect(states.at(-1)?.behindS).toBe(3);
    // Another server's clock begins elsewhere.
    say(hello({ serverTimeS: 1 }));
    expect(states.at(-1)?.behindS).toBeNull();
  });

  it("does not take the drift of two clocks for lateness", () => {
    const { states, say } = setUp();
    say(hello({ serverTimeS: 0 }));
    for (let second = 1; second <= 3 * 3600; second += 1) {
      vi.setSystemTime(startMs + second * 1000);
      vi.advanceTimersByTime(1000);
      say({ ...outputs(0), serverTimeS: second * (1 - 5e-5) });
    }
    expect(states.every(({ behindS }) => behindS === null)).toBe(true);
  });

  it("tries at once when asked to, but only while it is lost", () => {
    const { sockets, connection, say } = setUp();
    say(hello());
    connection.retryNow();
    expect(sockets).toHaveLength(1);
    sockets[0]?.onClose();
    connection.retryNow();
    connection.retryNow();
    expect(sockets).toHaveLength(2);
    say(hello());
    vi.advanceTimersByTime(1000);
    expect(sockets).toHaveLength(2);
  });
});

describe("reconnectDelayMs", () => {
  it("doubles from half a second up to ten, spread by a fifth", () => {
    expect([0, 1, 2, 3, 4, 5, 60].map((attempt) => reconnectDelayMs(attempt, 0.5))).toEqual([
      500, 1000, 2000, 4000, 8000, 10_000, 10_000,
    ]);
    expect(reconnectDelayMs(0, 0)).toBeCloseTo(400, 9);
    expect(reconnectDelayMs(0, 1)).toBeCloseTo(600, 9);
  });
});
