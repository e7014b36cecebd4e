import {
  characteristicUuids,
  placementCodes,
  podServiceUuid,
  protocolVersion,
} from "../../codec/protocol.ts";
import { bluetoothUuid } from "../../transport/bluetooth/bluetooth-uuid.ts";
import type { Check } from "../check.ts";
import { demand, hexText, Undecided } from "../verdict.ts";

/** Properties of every characteristic (SPEC.md, section 3), as GATT names them. */
const properties: Readonly<Record<keyof typeof characteristicUuids, readonly string[]>> = {
  identity: ["read"],
  configuration: ["read"],
  control: ["indicate", "write"],
  samples: ["notify"],
  backfill: ["notify"],
  status: ["notify", "read"],
  timeExchange: ["notify", "writeWithoutResponse"],
};

const deviceInformation = bluetoothUuid(0x180a);
const serialNumber = { serviceUuid: deviceInformation, characteristicUuid: bluetoothUuid(0x2a25) };
const batteryService = bluetoothUuid(0x180f);
const batteryLevel = { serviceUuid: batteryService, characteristicUuid: bluetoothUuid(0x2a19) };
const fullPct = 100;

const manufacturerBytes = 8;
const longestMtu = 247;

export const identityChecks: readonly Check[] = [
  {
    id: "HP-001",
    run: async (bench) => {
      await bench.reconnect([]);
      for (const [name, uuid] of Object.entries(characteristicUuids)) {
        const found = bench.characteristics.find(
          (one) => one.serviceUuid === podServiceUuid && one.characteristicUuid === uuid,
        );
        demand(found !== undefined, () => `the characteristic ${name} (${uuid}) is missing`);
        const expected = properties[name as keyof typeof properties].join(", ");
        const seen = found.properties.toSorted().join(", ");
        demand(seen === expected, () => `${name} has ${seen}; expected ${expected}`);
      }
    },
  },
  {
    id: "HP-002",
    run: async (bench, { identity }) => {
      await bench.reconnect([]);
      const has = (uuid: string): boolean =>
        bench.characteristics.some(({ characteristicUuid }) => characteristicUuid === uuid);
      demand(has(serialNumber.characteristicUuid), () => "there is no serial number");
      const serial = new TextDecoder().decode(await bench.connection.read(serialNumber));
      demand(
        serial === identity.podId,
        () => `the serial number is "${serial}"; the identity says "${identity.podId}"`,
      );
      if (!has(batteryLevel.characteristicUuid)) return;
      const level = await bench.connection.read(batteryLevel);
      const isLevel = level.length === 1 && (level[0] ?? 255) <= fullPct;
      demand(isLevel, () => `the battery level is ${hexText(level)}; expected one byte up to 100`);
    },
  },
  {
    id: "HP-004",
    run: async (bench, { identity, placement }) => {
      const data = bench.advertisement.manufacturerData ?? new Uint8Array(0);
      const seen = hexText(data);
      demand(
        data.length === manufacturerBytes,
        () => `${data.length} bytes of manufacturer data (${seen}); expected ${manufacturerBytes}`,
      );
      demand(data[2] === protocolVersion.major, () => `byte 2 of ${seen} is not the version 1`);
      const code = placementCodes[placement ?? "unassigned"];
      demand(data[3] === code, () => `byte 3 of ${seen} is not the placement ${code}`);
      const tail = hexText(data.subarray(4)).replaceAll(" ", "");
      const expected = identity.podId.slice(8);
      demand(tail === expected, () => `the serial tail is ${tail}; expected ${expected}`);
    },
  },
  {
    id: "HP-005",
    run: async (bench, { identity }) => {
      const name = bench.advertisement.localName;
      const expected = `Hipline-${identity.podId}`;
      demand(name === expected, () => `the name is "${name ?? "none"}"; expected "${expected}"`);
    },
  },
  {
    id: "HP-006",
    run: async (bench) => {
      await bench.reconnect([]);
      let heard = 0;
      let others = 0;
      const subscription = bench.central.advertisements.subscribe({
        next: ({ deviceId }) => {
          if (deviceId === bench.advertisement.deviceId) heard += 1;
          else others += 1;
        },
      });
      try {
        await bench.wait(3000);
      } finally {
        subscription.unsubscribe();
      }
      demand(heard === 0, () => `it advertised ${heard} times within 3 s of a link`);
      if (others === 0) {
        // Many adapters hear nothing at all while they have a link.
        throw new Undecided(
          "not-checked",
          "nothing at all was heard while there was a link: try it with another device advertising nearby",
        );
      }
    },
  },
  {
    id: "HP-010",
    run: async (bench) => {
      await bench.reconnect([]);
      const bytes = await bench.read("identity");
      demand(bytes.length >= 24, () => `the identity has ${bytes.length} bytes; expected 24`);
      // The codec refuses what offers too little.
      bench.decoded("identity", bytes, "identity");
    },
  },
  {
    id: "HP-030",
    run: async (bench) => {
      await bench.reconnect([]);
      const { mtu } = bench.connection;
      demand(mtu <= longestMtu, () => `the ATT_MTU is ${mtu}: it answered with more than 247`);
    },
  },
  {
    id: "HP-071",
    run: async (bench, { settings }) => {
      await bench.reconnect();
      // Every operation that the protocol has; a pod that asks for pairing answers one of them with an error.
      await bench.bringTo("streaming", settings);
      await bench.read("status");
      await bench.command({ opcode: "stop" });
    },
  },
  {
    id: "HP-073",
    run: async (bench, { identity }) => {
      if (!identity.features.includes("haptic")) {
        throw new Undecided("not-applicable", "the pod has no motor");
      }
      await bench.reconnect();
      const alarm = { opcode: "haptic", pattern: "alarm", strengthPct: 1, repeats: 10 } as const;
      // Twice six seconds are more than ten in a minute; the second one must wait until the first is over, or it would replace it.
      await bench.command(alarm);
      await bench.wait(7200);
      bench.expectResult(
        "a second alarm of 6 s within a minute",
        await bench.request(alarm),
        "busy",
      );
    },
  },
];
