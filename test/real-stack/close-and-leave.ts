import { centralOn, heardFrom, parameters } from "./central-support.ts";
import { ScriptedDevice, ScriptedRadio } from "./scripted-radio.ts";

// A process of its own: uses a central, closes it, and has nothing else to do.
const pod = new ScriptedDevice(1);
const central = centralOn(new ScriptedRadio(pod));
await heardFrom(central, pod.id);
await central.connect(pod.id, parameters);
await central.close();
const closedMs = performance.now();
process.on("exit", () => {
  process.stdout.write(`left after ${Math.round(performance.now() - closedMs)} ms`);
});
