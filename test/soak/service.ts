/**
 * `hipline monitor` on an emulated radio in another process, with dashboard and recording.
 *
 *   tsx test/soak/service.ts SOCKET RECORDING SECONDS
 *
 * Prints as JSON how much processor time it has used from the tenth second on, and over how long, s.
 */
import { emptyConfig } from "../../src/config/config.ts";
import { runMonitor } from "../../src/session/run-monitor.ts";
import { defaultHost } from "../../src/session/run-options.ts";
import { createNobleCentral } from "../../src/transport/noble/noble-central.ts";
import { scenarioHeader } from "../../src/transport/simulated/scenario-header.ts";
import { h4SocketClass } from "../../src/transport/virtual/h4-socket.ts";
import { capturedContext } from "../support/captured-context.ts";
import { soakScenario } from "./soak-scenario.ts";

const [path = "", recordFile = "", seconds = ""] = process.argv.slice(2);
/** What starting costs is not what running costs. */
const startS = 10;

let before = process.cpuUsage();
let beganMs = performance.now();
setTimeout(() => {
  before = process.cpuUsage();
  beganMs = performance.now();
}, 1000 * startS);

const central = createNobleCentral({ hciSocketClass: h4SocketClass(path) });
const { pods, runner } = scenarioHeader(soakScenario);
process.exitCode = await runMonitor(
  {
    configFile: null,
    plan: null,
    radio: { virtual: null },
    durationS: Number(seconds),
    port: 0,
    host: defaultHost,
    recordFile,
    rulesFile: null,
    overwrite: true,
    serve: true,
    history: { folder: null, isWanted: false },
  },
  { ...capturedContext(), version: "soak" },
  () =>
    Promise.resolve({
      central,
      virtualConfig: { ...emptyConfig, runner, pods },
      tap: null,
      close: () => central.close(),
    }),
);
const { user, system } = process.cpuUsage(before);
const wallS = (performance.now() - beganMs) / 1000;
console.log(JSON.stringify({ cpuS: (user + system) / 1e6, wallS }));
