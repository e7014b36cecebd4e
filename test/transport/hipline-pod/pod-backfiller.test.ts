import { describe, expect, it, onTestFinished, vi } from "vitest";
import { controlOpcodes, controlResultCodes } from "../../../src/codec/protocol.ts";
import { ControlChannel } from "../../../src/transport/hipline-pod/control-channel.ts";
import { PacketLedger } from "../../../src/transport/hipline-pod/packet-ledger.ts";
import { PodBackfiller } from "../../../src/transport/hipline-pod/pod-backfiller.ts";
import { FakeConnection } from "../bluetooth/fake-radio.ts";

/** A pod that sends what it is asked for, and whose first answers get lost. */
function podWhoseAnswersGetLost(lostAnswers: number) {
  const connection = new FakeConnection("pod");
  onTestFinished(() => connection.lose());
  const control = new ControlChannel(connection);
  const ledger = new PacketLedger();
  ledger.restart(0, 0);
  ledger.takeLive(0, 0);
  ledger.takeLive(4, 1);
  const said: boolean[] = [];
  const backfiller = new PodBackfiller(ledger, control, connection.ended, (isRunning) =>
    said.push(isRunning),
  );
  let requests = 0;
  connection.write = (_at, value) => {
    const [, opcodeByte = 0, token = 0] = value;
    expect(opcodeByte).toBe(controlOpcodes.requestBackfill);
    requests += 1;
    if (requests <= lostAnswers) return Promise.resolve();
    const promised = { firstSequence: 1, packetCount: 3 };
    setTimeout(() => {
      const resultCode = controlResultCodes.ok;
      control.take({ kind: "controlResponse", opcodeByte, token, resultCode, ...promised });
    });
    setTimeout(() => {
      for (const sequence of [1, 2, 3]) backfiller.takePacket(sequence);
      backfiller.takeEnd({ kind: "backfillEnd", token, outcome: "complete", ...promised });
    }, 20);
    return Promise.resolve();
  };
  backfiller.notice();
  return { connection, ledger, said, run: backfiller.run(), requests: () => requests };
}

describe("PodBackfiller", () => {
  it("asks for what is missing, and says when that is done", async () => {
    const { ledger, said } = podWhoseAnswersGetLost(0);
    await vi.waitFor(() => expect(said).toEqual([true, false]), { timeout: 5000 });
    expect(ledger.missingCount).toBe(0);
    expect(ledger.lostCount).toBe(0);
  });

  it("asks again where the answer to a request got lost", async () => {
    const { ledger, said, requests } = podWhoseAnswersGetLost(1);
    await vi.waitFor(() => expect(said).toEqual([true, false]), { timeout: 10_000, interval: 50 });
    expect(requests()).toBe(2);
    expect(ledger.missingCount).toBe(0);
    expect(ledger.lostCount).toBe(0);
  }, 15_000);

  it("ends with the connection, also while it waits for an answer", async () => {
    const { connection, said, run } = podWhoseAnswersGetLost(1);
    await vi.waitFor(() => expect(said).toEqual([true]), { timeout: 5000 });
    connection.lose();
    await run;
    expect(said).toEqual([true]);
  });
});
