import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PacketLedger } from "../../../src/transport/hipline-pod/packet-ledger.ts";

/** A ledger that has had the packets 0 … 9, ten a second, from second 100 on. */
function begun(): PacketLedger {
  const ledger = new PacketLedger();
  ledger.restart(0, 100);
  for (let i = 0; i < 10; i++) ledger.takeLive(i, 100 + i / 10);
  return ledger;
}

describe("PacketLedger", () => {
  it("misses nothing where every packet comes", () => {
    expect(begun().wanted()).toBeNull();
  });

  it("wants what lies between two live packets", () => {
    const ledger = begun();
    ledger.takeLive(14, 102);
    expect(ledger.wanted()).toEqual({ firstSequence: 10, packetCount: 4 });
  });

  it("wants what a pod made while the link was lost, before the first live packet", () => {
    const ledger = begun();
    ledger.resume(1724, 161);
    expect(ledger.wanted()).toEqual({ firstSequence: 10, packetCount: 1714 });
  });

  it("wants only what is still missing, oldest first", () => {
    const ledger = begun();
    ledger.takeLive(14, 102);
    ledger.takeBackfilled(10);
    ledger.takeBackfilled(12);
    expect(ledger.wanted()).toEqual({ firstSequence: 11, packetCount: 1 });
    ledger.takeBackfilled(11);
    expect(ledger.wanted()).toEqual({ firstSequence: 13, packetCount: 1 });
    expect(ledger.missingCount).toBe(1);
  });

  it("counts on over the wrap of the sequence numbers", () => {
    const ledger = new PacketLedger();
    ledger.restart(65_530, 100);
    for (let i = 0; i < 4; i++) ledger.takeLive(65_530 + i, 100 + i / 10);
    ledger.takeLive(3, 101);
    expect(ledger.wanted()).toEqual({ firstSequence: 65_534, packetCount: 5 });
    ledger.takeBackfilled(65_535);
    ledger.takeBackfilled(0);
    expect(ledger.missingCount).toBe(3);
    expect(ledger.wanted()).toEqual({ firstSequence: 65_534, packetCount: 1 });
  });

  it("does not believe a number that no pod can have reached", () => {
    const ledger = begun();
    expect(ledger.takeLive(5000, 101.1)).toBe(false);
    expect(ledger.wanted()).toBeNull();
    expect(ledger.takeLive(10, 101.2)).toBe(true);
    expect(ledger.wanted()).toBeNull();
  });

  it("believes that one after a silence that is long enough", () => {
    const ledger = begun();
    expect(ledger.takeLive(3010, 161)).toBe(true);
    expect(ledger.missingCount).toBe(3000);
  });

  it("counts what the pod no longer has as lost", () => {
    const ledger = begun();
    ledger.resume(110, 110);
    expect(ledger.giveUp({ firstSequence: 10, packetCount: 40 })).toBe(40);
    expect(ledger.lostCount).toBe(40);
    expect(ledger.wanted()).toEqual({ firstSequence: 50, packetCount: 60 });
  });

  it("gives up everything when the numbers begin anew", () => {
    const ledger = begun();
    ledger.resume(20, 102);
    ledger.restart(0, 103);
    expect(ledger.wanted()).toBeNull();
    expect(ledger.lostCount).toBe(10);
  });

  it("takes a packet that comes twice for what it is", () => {
    const ledger = begun();
    ledger.takeLive(11, 101);
    expect(ledger.takeBackfilled(10)).toBe(true);
    expect(ledger.takeBackfilled(10)).toBe(false);
    ledger.takeLive(12, 101.1);
    expect(ledger.takeLive(11, 101.2)).toBe(false);
    expect(ledger.wanted()).toBeNull();
  });

  it("finds out that a number that leaves some out was damaged, when the next goes back", () => {
    const ledger = begun();
    // The packet 10.
    expect(ledger.takeLive(26, 101)).toBe(true);
    expect(ledger.missingCount).toBe(16);
    expect(ledger.takeLive(11, 101.1)).toBe(true);
    expect(ledger.wanted()).toEqual({ firstSequence: 10, packetCount: 1 });
    expect(ledger.takeLive(12, 101.2)).toBe(true);
    expect(ledger.missingCount).toBe(1);
  });

  it("does not take a damaged number for one that is missing", () => {
    const ledger = begun();
    ledger.takeLive(14, 102);
    ledger.takeLive(15, 102.1);
    // The packet 16.
    expect(ledger.takeLive(12, 102.2)).toBe(false);
    ledger.takeLive(17, 102.3);
    expect(ledger.missingCount).toBe(5);
  });

  it("has nothing missing once everything that it wants has come, whatever was lost", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 65_535 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 400 }),
        (first, heard) => {
          const ledger = new PacketLedger();
          ledger.restart(first, 0);
          const came = new Set<number>();
          for (const [i, isHeard] of heard.entries()) {
            if (!isHeard) continue;
            ledger.takeLive((first + i) & 0xffff, i * 0.03);
            came.add(i);
          }
          const last = Math.max(-1, ...came);
          for (;;) {
            const range = ledger.wanted();
            if (range === null) break;
            for (let i = 0; i < range.packetCount; i++) {
              const sequence = (range.firstSequence + i) & 0xffff;
              expect(ledger.takeBackfilled(sequence)).toBe(true);
              came.add((sequence - first) & 0xffff);
            }
          }
          expect(came.size).toBe(last + 1);
          expect(ledger.missingCount + ledger.lostCount).toBe(0);
        },
      ),
    );
  });
});
