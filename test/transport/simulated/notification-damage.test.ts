import { describe, expect, it } from "vitest";
import type { NotificationEvent } from "../../../src/model/transport-event.ts";
import { NotificationDamage } from "../../../src/transport/simulated/notification-damage.ts";
import { seededUniform } from "../../support/random.ts";

const event = (
  arrivalTimeS: number,
  channel: NotificationEvent["channel"] = "samples",
): NotificationEvent => ({
  kind: "notification",
  arrivalTimeS,
  podId: "00000000000000a1",
  channel,
  payload: Uint8Array.from({ length: 96 }, (_, i) => i),
});

describe("damage to notifications", () => {
  it("leaves the pod's own bytes alone: backfill brings them whole", () => {
    const damage = new NotificationDamage(
      [{ kind: "corrupt", pod: "pelvis", atS: 0, forS: 100, sharePct: 100 }],
      seededUniform(1),
    );
    for (let i = 0; i < 100; i++) {
      const sent = event(i);
      const [seen] = damage.apply(sent);
      expect(seen?.payload).not.toEqual(sent.payload);
      expect(sent).toEqual(event(i));
    }
  });

  it("concerns packets of samples in its time only", () => {
    const damage = new NotificationDamage(
      [{ kind: "burst-loss", pod: "pelvis", atS: 10, forS: 5, sharePct: 100 }],
      seededUniform(1),
    );
    expect(damage.apply(event(9.99))).toHaveLength(1);
    expect(damage.apply(event(10))).toHaveLength(0);
    expect(damage.apply(event(12, "status"))).toHaveLength(1);
    expect(damage.apply(event(15))).toHaveLength(1);
  });

  it("gives out what is still held back when the link is lost", () => {
    const damage = new NotificationDamage(
      [{ kind: "reorder", pod: "pelvis", atS: 0, forS: 5, sharePct: 100 }],
      seededUniform(1),
    );
    expect(damage.apply(event(1))).toEqual([]);
    expect(damage.release(2)).toEqual([{ ...event(1), arrivalTimeS: 2 }]);
    expect(damage.release(3)).toEqual([]);
  });
});
