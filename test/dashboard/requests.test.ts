import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { requestStatus } from "../../src/dashboard/request-words.ts";
import { type PageRequest, type RequestState, Requests } from "../../src/dashboard/requests.ts";
import type { ClientRequestMessage } from "../../src/server/wire.ts";

const pain3: PageRequest = { type: "entry", entry: "pain", painLevel: 3 };
const sharp: PageRequest = { type: "entry", entry: "sharp-pain" };

let sent: ClientRequestMessage[];
let states: readonly RequestState[];
let isConnected: boolean;
let requests: Requests;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  states = [];
  isConnected = true;
  requests = new Requests({
    send: (message) => {
      if (isConnected) sent.push(message);
      return isConnected;
    },
    onChange: (next) => {
      states = [...next.values()];
    },
    sessionTimeS: () => 751,
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const idOf = (index: number) => sent[index]?.id ?? "";
const words = () => states.map(requestStatus);

describe("Requests", () => {
  it("says that something is entered only once the server does", () => {
    requests.ask(pain3);
    expect(sent).toEqual([{ ...pain3, id: idOf(0) }]);
    expect(words()).toEqual(["Pain 3 of 10: sending…"]);
    requests.takeMessage({ type: "done", id: "somebody else's" });
    expect(words()).toEqual(["Pain 3 of 10: sending…"]);
    requests.takeMessage({ type: "done", id: idOf(0) });
    expect(words()).toEqual(["Pain 3 of 10: entered 12:31"]);
  });

  it("enters once what a finger taps twice", () => {
    requests.ask(pain3);
    requests.ask(pain3);
    requests.ask({ ...pain3, painLevel: 4 });
    expect(sent).toHaveLength(1);
    requests.takeMessage({ type: "done", id: idOf(0) });
    vi.advanceTimersByTime(300);
    requests.ask(pain3);
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(1500);
    requests.ask(pain3);
    expect(sent).toHaveLength(2);
    expect(idOf(1)).not.toBe(idOf(0));
  });

  it("lets another level correct the first at once, and never holds up sharp pain", () => {
    requests.ask(pain3);
    requests.ask(sharp);
    expect(sent).toHaveLength(2);
    requests.takeMessage({ type: "done", id: idOf(0) });
    requests.ask({ ...pain3, painLevel: 4 });
    expect(sent.at(-1)).toMatchObject({ painLevel: 4 });
  });

  it("fails without a connection, and tries again when it is asked to", () => {
    isConnected = false;
    requests.ask(sharp);
    expect(words()).toEqual(["Sharp pain: not entered, there is no connection."]);
    isConnected = true;
    requests.retry("entry:sharp-pain");
    expect(sent).toHaveLength(1);
    requests.takeMessage({ type: "done", id: idOf(0) });
    expect(words()).toEqual(["Sharp pain: entered 12:31"]);
    requests.retry("entry:sharp-pain");
    expect(sent).toHaveLength(1);
  });

  it("says why the server refuses", () => {
    requests.ask({ type: "clear", alertId: "pain-1", by: "coach" });
    requests.takeMessage({
      type: "error",
      code: "not-now",
      message: "the session is over",
      id: idOf(0),
    });
    expect(words()).toEqual(["Pain alert cleared: not done, the session is over."]);
    requests.dismiss("clear:pain-1");
    expect(words()).toEqual([]);
  });

  it("takes silence as a failure, and a late answer for what it says", () => {
    requests.ask(sharp);
    vi.advanceTimersByTime(5001);
    expect(words()[0]).toMatch(/^Sharp pain: not confirmed, the server has not answered/);
    requests.takeMessage({ type: "done", id: idOf(0) });
    expect(words()).toEqual(["Sharp pain: entered 12:31"]);
  });

  it("fails what was on its way when the connection is lost, and nothing else", () => {
    requests.ask(pain3);
    requests.takeMessage({ type: "done", id: idOf(0) });
    requests.ask(sharp);
    requests.connectionLost();
    expect(words()).toEqual([
      "Pain 3 of 10: entered 12:31",
      "Sharp pain: not confirmed, the connection was lost before the server answered: look whether it is in the list.",
    ]);
    vi.advanceTimersByTime(10_000);
    expect(words()).toHaveLength(2);
  });
});
