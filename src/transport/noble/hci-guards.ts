import type { HciBindings } from "./noble-types.ts";

/** noble asks the socket this often whether the adapter is up, ms. */
const pollMs = 1000;
/** An advertising report without its data and signal strength: type, address type, address, length; then one byte of RSSI. */
const reportHeaderBytes = 9;
/** noble remembers every address it ever heard, and phones change theirs every few minutes. */
const mostDiscoveries = 500;

function nothing(): void {}

/** Whether the reports that are announced are all there. */
function holdsReports(reports: number, data: Buffer): boolean {
  let at = 0;
  for (let i = 0; i < reports; i += 1) {
    const length = data[at + reportHeaderBytes - 1];
    if (length === undefined) return false;
    at += reportHeaderBytes + length + 1;
  }
  return at <= data.length;
}

/**
 * Changes what this one instance of noble's HCI layer would do to the whole process. To be called before it is started; returns
 * what ends it.
 */
export function guardHci(bindings: HciBindings): () => void {
  const hci = bindings._hci;
  let ended = false;
  let pollTimer: NodeJS.Timeout | undefined;
  let wasUp: boolean | null = null;

  // noble's own poll cannot be stopped, and would go on with the same connections after the adapter was off.
  const poll = () => {
    pollTimer = setTimeout(poll, pollMs);
    const isUp = hci._socket.isDevUp();
    if (isUp === wasUp) return;
    wasUp = isUp;
    if (!isUp) {
      hci.emit("stateChange", "poweredOff");
      return;
    }
    // What noble asks of an adapter that is up, in its order; the last answers make it "poweredOn".
    hci.setSocketFilter();
    hci.setEventMask();
    hci.setLeEventMask();
    hci.readLocalVersion();
    hci.writeLeHostSupported();
    hci.readLeHostSupported();
    hci.readLeBufferSize();
    hci.readBdAddr();
  };
  hci.pollIsDevUp = poll;

  // A packet that is shorter than it should be makes noble throw out of the socket's event, which would end the process: any
  // device in the room could do that. What waited for the packet times out.
  const takePacket = hci.onSocketData.bind(hci);
  hci.onSocketData = (packet) => {
    if (ended) return;
    try {
      takePacket(packet);
    } catch {}
  };

  // noble prints a line for each broken report.
  const takeReports = hci.processLeAdvertisingReport.bind(hci);
  hci.processLeAdvertisingReport = (reports, data) => {
    if (holdsReports(reports, data)) takeReports(reports, data);
  };

  // A write that waits for its turn while its connection dies is queued after the queue was cleared of that connection; sending
  // it is a TypeError in a promise that nobody holds, which would end the process.
  const flush = hci.flushAcl.bind(hci);
  hci.flushAcl = async () => {
    hci._aclQueue = hci._aclQueue.filter(({ handle }) => hci._aclConnections.has(handle));
    if (!ended) await flush();
  };

  // After its first scan response noble reports a device with its scan responses only: one whose scan responses get lost at the
  // edge of range would seem gone.
  hci.prependListener("leAdvertisingReport", (_status: number, _type: number, address: string) => {
    const discovery = bindings._gap._discoveries[address];
    if (discovery !== undefined) discovery.hasScanResponse = false;
    else if (Object.keys(bindings._gap._discoveries).length >= mostDiscoveries) {
      bindings._gap._discoveries = {};
    }
  });

  // These two print in noble.
  bindings.onStateChange = (state) => {
    if (state === bindings._state) return;
    bindings._state = state;
    bindings.emit("stateChange", state);
  };
  const takeDisconnection = bindings.onDisconnComplete.bind(bindings);
  bindings.onDisconnComplete = (handle, reason) => {
    if (bindings._handles[handle] !== undefined) takeDisconnection(handle, reason);
  };

  return () => {
    ended = true;
    clearTimeout(pollTimer);
    hci._aclQueue = [];
    hci._socket.stop();
    hci._socket.removeAllListeners();
    // An error that comes late must not be thrown for want of a listener.
    hci._socket.on("error", nothing);
    hci.removeAllListeners();
  };
}
