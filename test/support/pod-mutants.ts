import type { RequirementId } from "../../src/conformance/requirements.ts";
import type { NotificationChannel } from "../../src/model/transport-event.ts";
import type { VirtualPod } from "../../src/transport/virtual/virtual-pod.ts";
import type { VirtualPods } from "../../src/transport/virtual/virtual-pods.ts";

/** A pod whose firmware breaks one requirement. */
export interface PodMutant {
  readonly name: string;
  readonly breaks: RequirementId;
  /** Returns what must be stopped afterwards, if anything. */
  readonly spoil: (pod: VirtualPod, world: VirtualPods) => (() => void) | undefined;
}

type Change = (bytes: Uint8Array) => Uint8Array | null;

const samplesType = 0x10;
const backfilledType = 0x11;
const backfillEndType = 0x12;

/** What goes out over a characteristic is changed; null = it does not go out. */
function sends(
  name: string,
  breaks: RequirementId,
  channel: NotificationChannel,
  change: () => Change,
): PodMutant {
  const spoil = ({ pod }: VirtualPod) => {
    const take = pod.take.bind(pod);
    const changed = change();
    pod.take = (readyByS, sentS) => {
      for (let packet = take(readyByS, sentS); packet !== null; packet = take(readyByS, sentS)) {
        const bytes = packet.channel === channel ? changed(packet.bytes.slice()) : packet.bytes;
        if (bytes !== null) return { ...packet, bytes };
      }
      return null;
    };
    return undefined;
  };
  return { name, breaks, spoil };
}

/** What is read is changed. @param since what has happened to the pod: links lost so far. */
function reads(
  name: string,
  breaks: RequirementId,
  channel: "identity" | "configuration" | "status",
  change: (bytes: Uint8Array, linksLost: number) => void,
): PodMutant {
  const spoil = ({ pod }: VirtualPod) => {
    const read = pod.read.bind(pod);
    const disconnect = pod.disconnect.bind(pod);
    let linksLost = 0;
    pod.disconnect = (timeS) => {
      linksLost += 1;
      disconnect(timeS);
    };
    pod.read = (asked, timeS) => {
      const bytes = read(asked, timeS).slice();
      if (asked === channel) change(bytes, linksLost);
      return bytes;
    };
    return undefined;
  };
  return { name, breaks, spoil };
}

/** A byte of every packet of a type is another. */
function byte(type: number, offset: number, value: (old: number) => number): () => Change {
  return () => (bytes) => {
    if (bytes[0] === type) bytes[offset] = value(bytes[offset] ?? 0) & 0xff;
    return bytes;
  };
}

/** One result is answered instead of another. */
function answers(name: string, breaks: RequirementId, result: number, instead: number): PodMutant {
  const change = byte(0x31, 3, (code) => (code === result ? instead : code));
  return sends(name, breaks, "control", change);
}

/** A number of a packet of 16 or 32 bits is another. */
function number(
  type: number,
  offset: number,
  bits: 16 | 32,
  value: (old: number) => number,
): () => Change {
  return () => (bytes) => {
    if (bytes[0] !== type) return bytes;
    const view = new DataView(bytes.buffer);
    if (bits === 16) view.setUint16(offset, value(view.getUint16(offset, true)), true);
    else view.setUint32(offset, value(view.getUint32(offset, true)), true);
    return bytes;
  };
}

/** Bytes of the advertising packet or the scan response are others. */
function advertises(
  name: string,
  breaks: RequirementId,
  part: "advertising" | "scanResponse",
  change: (bytes: Uint8Array) => void,
): PodMutant {
  const spoil = ({ peripheral }: VirtualPod) => {
    const { get } =
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(peripheral), "advertisingData") ?? {};
    Object.defineProperty(peripheral, "advertisingData", {
      get: () => {
        const data = { ...get?.call(peripheral) };
        data[part] = Uint8Array.from(data[part]);
        change(data[part]);
        return data;
      },
    });
    return undefined;
  };
  return { name, breaks, spoil };
}

/** Answers of the attribute server are changed. */
function serves(name: string, breaks: RequirementId, change: (pdu: Uint8Array) => void): PodMutant {
  const spoil = ({ peripheral: { server } }: VirtualPod) => {
    const answer = server.answer.bind(server);
    server.answer = (request) => {
      const pdu = answer(request)?.slice() ?? null;
      if (pdu !== null) change(pdu);
      return pdu;
    };
    return undefined;
  };
  return { name, breaks, spoil };
}

function other(name: string, breaks: RequirementId, spoil: PodMutant["spoil"]): PodMutant {
  return { name, breaks, spoil };
}

/** Place of the first byte of a declaration of the pod's characteristic in an answer to Read By Type; −1 = none. */
function declarationAt(pdu: Uint8Array, characteristic: number): number {
  const end = [characteristic, 0x00, 0x5b, 0xd5];
  if (pdu[0] !== 0x09) return -1;
  const at = pdu.findIndex((_, i) => end.every((value, k) => pdu[i + k] === value));
  // Handle, properties, handle of the value, then twelve bytes of the UUID before its end.
  return at < 0 ? -1 : at - 12 - 5;
}

export const podMutants: readonly PodMutant[] = [
  serves("without the characteristic samples", "HP-001", (pdu) => {
    const at = declarationAt(pdu, 5);
    if (at >= 0) pdu[at + 5] = (pdu[at + 5] ?? 0) ^ 0xff;
  }),
  serves("notifies on control instead of indicating", "HP-001", (pdu) => {
    const at = declarationAt(pdu, 4);
    if (at >= 0) pdu[at + 2] = 0x18;
  }),
  reads("another serial number in its identity", "HP-002", "identity", (bytes) => {
    bytes[15] = (bytes[15] ?? 0) ^ 1;
  }),
  advertises("another major version in the air", "HP-004", "advertising", (bytes) => {
    bytes[25] = 2;
  }),
  advertises("another placement in the air", "HP-004", "advertising", (bytes) => {
    bytes[26] = 3;
  }),
  advertises("another name", "HP-005", "scanResponse", (bytes) => {
    bytes[25] = 0x7a;
  }),
  other("advertises while it has a link", "HP-006", ({ peripheral }, { air }) => {
    const timer = setInterval(() => {
      // The emulated adapter hears nothing of a device that has a link.
      Object.defineProperty(peripheral, "isLinked", { configurable: true, value: false });
      air.advertise(peripheral);
      Reflect.deleteProperty(peripheral, "isLinked");
    }, 100);
    return () => clearInterval(timer);
  }),
  sends(
    "a reserved byte that is not 0",
    "HP-008",
    "backfill",
    byte(backfillEndType, 3, () => 1),
  ),
  sends(
    "a reserved flag that is not 0",
    "HP-008",
    "samples",
    byte(samplesType, 2, (flags) => flags | 0x80),
  ),
  reads("a configuration that always reads unset", "HP-011", "configuration", (bytes) => {
    bytes.fill(0, 1, 3);
  }),
  other("status at 2 Hz", "HP-013", (virtual) => {
    const { pod } = virtual;
    const take = pod.take.bind(pod);
    let again: ReturnType<typeof take> = null;
    pod.take = (readyByS, sentS) => {
      const packet = again ?? take(readyByS, sentS);
      again = again === null && packet?.channel === "status" ? packet : null;
      return packet;
    };
    return undefined;
  }),
  sends(
    "no status when the state changes",
    "HP-013",
    "status",
    () => (bytes) => (bytes[1] === 3 ? null : bytes),
  ),
  reads("droppedPackets that begins anew with a link", "HP-015", "status", (bytes, linksLost) => {
    if (linksLost > 1) bytes.fill(0, 20, 24);
  }),
  sends(
    "another rate in the samples",
    "HP-021",
    "samples",
    byte(samplesType, 1, () => 0xa2),
  ),
  sends("a sample too few now and then", "HP-022", "samples", () => {
    let made = 0;
    return (bytes) => {
      made += 1;
      const count = bytes[3] ?? 0;
      if (made % 5 !== 0 || count < 3) return bytes;
      bytes[3] = count - 1;
      return bytes.slice(0, -12);
    };
  }),
  sends(
    "a span that is 10 % long",
    "HP-023",
    "samples",
    number(samplesType, 6, 16, (span) => Math.round(span * 1.1)),
  ),
  sends(
    "ticks that run 10 % fast",
    "HP-024",
    "samples",
    number(samplesType, 8, 32, (ticks) => Math.floor(ticks * 1.1) >>> 0),
  ),
  other("sequence numbers that begin anew at start", "HP-025", ({ pod }) => {
    const take = pod.take.bind(pod);
    let base = 0;
    pod.take = (readyByS, sentS) => {
      const packet = take(readyByS, sentS);
      if (packet === null) return null;
      const bytes = packet.bytes.slice();
      const view = new DataView(bytes.buffer);
      if (bytes[0] === 0x31 && bytes[1] === 1) {
        base = view.getUint16(4, true);
        view.setUint16(4, 0, true);
      }
      if (bytes[0] === samplesType) view.setUint16(4, view.getUint16(4, true) - base, true);
      return { ...packet, bytes };
    };
    return undefined;
  }),
  sends("an end of the range without the flag", "HP-026", "samples", () => (bytes) => {
    bytes.set([0xff, 0x7f], 12);
    bytes[2] = (bytes[2] ?? 0) & 0xfe;
    return bytes;
  }),
  other("an ATT_MTU of 517", "HP-030", ({ peripheral }) => {
    peripheral.server.mtuAnswer = 517;
    return undefined;
  }),
  sends(
    "packets of 100 ms",
    "HP-032",
    "samples",
    byte(samplesType, 1, (format) => (format & 0xf0) | 1),
  ),
  sends(
    "no answer to resetCounters",
    "HP-040",
    "control",
    () => (bytes) => (bytes[1] === 8 ? null : bytes),
  ),
  sends(
    "another token in the answer",
    "HP-040",
    "control",
    byte(0x31, 2, (token) => token + 1),
  ),
  answers("ok to a malformed request", "HP-041", 1, 0),
  answers("malformed to an unknown opcode", "HP-041", 2, 1),
  answers("ok to an argument outside its table", "HP-042", 4, 0),
  other("obeys while indications are not enabled", "HP-043", ({ pod }) => {
    const write = pod.write.bind(pod);
    const subscribe = pod.subscribe.bind(pod);
    let isOn = false;
    pod.subscribe = (channel, on, timeS) => {
      if (channel === "control") isOn = on;
      subscribe(channel, on, timeS);
    };
    pod.write = (channel, bytes, timeS) => {
      if (channel === "control" && !isOn) subscribe("control", true, timeS);
      write(channel, bytes, timeS);
    };
    return undefined;
  }),
  answers("ok to setPlacement in streaming", "HP-044", 3, 0),
  other("starts before samples are subscribed to", "HP-045", ({ pod }) => {
    const connect = pod.connect.bind(pod);
    pod.connect = (timeS, mtu) => {
      connect(timeS, mtu);
      pod.subscribe("samples", true, timeS);
    };
    return undefined;
  }),
  other("streams again as soon as samples are subscribed to", "HP-047", ({ pod }) => {
    const subscribe = pod.subscribe.bind(pod);
    pod.subscribe = (channel, on, timeS) => {
      subscribe(channel, on, timeS);
      if (channel === "samples" && on && pod.state === "buffering") {
        pod.write("control", Uint8Array.of(0x30, 1, 0), timeS);
      }
    };
    return undefined;
  }),
  reads("forgets its placement with the link", "HP-048", "configuration", (bytes, linksLost) => {
    if (linksLost > 1) bytes[3] = 0;
  }),
  other("goes on streaming when samples are switched off", "HP-049", ({ pod }) => {
    const subscribe = pod.subscribe.bind(pod);
    pod.subscribe = (channel, on, timeS) => {
      if (channel !== "samples" || on) subscribe(channel, on, timeS);
    };
    return undefined;
  }),
  sends(
    "a backfilled packet that differs in a byte",
    "HP-050",
    "backfill",
    byte(backfilledType, 20, (value) => value ^ 1),
  ),
  sends(
    "no backfill end",
    "HP-051",
    "backfill",
    () => (bytes) => (bytes[0] === backfillEndType ? null : bytes),
  ),
  sends("a backfill that leaves out a packet", "HP-051", "backfill", () => {
    let sent = 0;
    return (bytes) => {
      sent += 1;
      return sent === 4 ? null : bytes;
    };
  }),
  answers("ok to a second backfill", "HP-053", 8, 0),
  answers("ok to an empty backfill", "HP-053", 9, 0),
  reads("droppedPackets that never counts", "HP-055", "status", (bytes) => {
    bytes.fill(0, 20, 24);
  }),
  sends(
    "complete where a backfill was cancelled",
    "HP-056",
    "backfill",
    byte(backfillEndType, 2, () => 0),
  ),
  sends("no answer to a time exchange", "HP-060", "timeExchange", () => () => null),
  sends(
    "another central time",
    "HP-060",
    "timeExchange",
    byte(0x41, 13, (value) => value + 1),
  ),
  sends(
    "an answer sent before it was asked",
    "HP-061",
    "timeExchange",
    number(0x41, 8, 32, (ticks) => (ticks - 32_768) >>> 0),
  ),
  other("answers a time exchange that is too long", "HP-062", ({ pod }) => {
    const write = pod.write.bind(pod);
    pod.write = (channel, bytes, timeS) =>
      write(channel, channel === "timeExchange" ? bytes.slice(0, 10) : bytes, timeS);
    return undefined;
  }),
  other("hangs up when it gets odd bytes", "HP-070", ({ pod, peripheral }) => {
    const write = pod.write.bind(pod);
    pod.write = (channel, bytes, timeS) => {
      write(channel, bytes, timeS);
      if (bytes.length > 15) peripheral.disconnect();
    };
    return undefined;
  }),
  other("demands pairing for control", "HP-071", ({ peripheral }) => {
    const insufficientAuthentication = 0x05;
    const writeRequest = 0x12;
    peripheral.server.defect = ({ opcode }) =>
      opcode === writeRequest ? { error: insufficientAuthentication } : null;
    return undefined;
  }),
];
