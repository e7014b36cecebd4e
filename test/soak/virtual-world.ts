/**
 * The emulated radio with its pods in a process of its own, so that what the service itself costs can be told.
 *
 *   tsx test/soak/virtual-world.ts SOCKET    prints "ready"; ends with its standard input
 *
 * On a line on standard input it prints, as JSON, how many packets each pod has made and how much processor time it has used, s.
 */
import { decodePacket } from "../../src/codec/decode-packet.ts";
import { H4Server } from "../../src/transport/virtual/h4-server.ts";
import { VirtualPods } from "../../src/transport/virtual/virtual-pods.ts";
import { soakScenario } from "./soak-scenario.ts";

const [path = ""] = process.argv.slice(2);
const world = new VirtualPods(soakScenario);
const server = await H4Server.listen(world.controller, path);

function packetsMade(): Record<string, number> {
  return Object.fromEntries(
    world.pods.map(({ pod }) => {
      const status = decodePacket("status", pod.read("status", world.nowS()));
      return [pod.podId, status.kind === "status" ? status.newestSequence + 1 : 0];
    }),
  );
}

process.stdin.on("data", () => {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ made: packetsMade(), cpuS: (user + system) / 1e6 }));
});
process.stdin.on("end", () => {
  void server.close().then(() => world.close());
});
console.log("ready");
