import { gspCharacteristicUuids, gspServiceUuid } from "../../src/codec/movesense/gsp.ts";
import type { MovesenseSensor } from "../../src/transport/virtual/movesense-sensor.ts";
import { ScriptedDevice, type ScriptedRadio } from "./scripted-radio.ts";

/** How often the sensor is asked for what waits, ms: a connection interval. */
const eventEveryMs = 15;
/** ATT_MTU that the sensor's firmware is made for. */
const sensorMtu = 161;

const handles = { service: 1, command: 3, data: 5, configuration: 6 } as const;
const attributeTypes = { service: 0x2800, characteristic: 0x2803, configuration: 0x2902 } as const;
const att = {
  findRequest: 0x08,
  findResponse: 0x09,
  groupRequest: 0x10,
  groupResponse: 0x11,
  writeRequest: 0x12,
  writeResponse: 0x13,
  notification: 0x1b,
} as const;

/** 128 bits, low byte first. */
function uuidBytes(uuid: string): number[] {
  return [...Buffer.from(uuid.replaceAll("-", ""), "hex").reverse()];
}

/** A Movesense sensor with its GATT table, in range of a scripted radio; its time is the test's real time. */
export class ScriptedMovesense {
  readonly device: ScriptedDevice;
  readonly sensor: MovesenseSensor;
  /** Commands as they were written. */
  readonly commands: number[] = [];
  readonly #startS = performance.now() / 1000;
  #timer: NodeJS.Timeout | null = null;
  #radio: ScriptedRadio | null = null;

  constructor(number: number, sensor: MovesenseSensor, mtu = sensorMtu) {
    this.sensor = sensor;
    this.device = new ScriptedDevice(number);
    this.device.name = sensor.localName;
    this.device.mtu = mtu;
    this.device.onRequest = (pdu, answer) => this.#request(pdu, answer);
  }

  /** Puts it into the range of a radio. */
  joins(radio: ScriptedRadio): void {
    this.#radio = radio;
    radio.devices.push(this.device);
  }

  /** The link breaks; the sensor can be heard again at once. */
  lose(): void {
    this.#detach();
    if (this.#isConnected) this.#radio?.drop(this.#radio.handleOf(this.device), 0x08);
  }

  /** Its battery is taken out and put in again. */
  restart(): void {
    this.lose();
    this.sensor.restart(this.#nowS);
  }

  close(): void {
    this.#detach();
  }

  get #nowS(): number {
    return performance.now() / 1000 - this.#startS;
  }

  get #isConnected(): boolean {
    return [...(this.#radio?.links.values() ?? [])].some(({ device }) => device === this.device);
  }

  #request(pdu: Buffer, answer: (...pdu: number[]) => void): boolean {
    const [opcode] = pdu;
    if (opcode === att.groupRequest) {
      if (pdu.readUInt16LE(1) > handles.service) return false;
      answer(att.groupResponse, 20, handles.service, 0, 6, 0, ...uuidBytes(gspServiceUuid));
      return true;
    }
    if (opcode === att.findRequest) return this.#find(pdu, answer);
    if (opcode !== att.writeRequest) return false;
    const [handle, value] = [pdu.readUInt16LE(1), pdu.subarray(3)];
    answer(att.writeResponse);
    if (handle === handles.configuration) this.#listen((value[0] ?? 0) === 1);
    if (handle === handles.command) {
      this.commands.push(value[0] ?? -1);
      this.sensor.write(Uint8Array.from(value), this.#nowS);
    }
    return true;
  }

  #find(pdu: Buffer, answer: (...pdu: number[]) => void): boolean {
    const [start, type] = [pdu.readUInt16LE(1), pdu.readUInt16LE(5)];
    const { command, data, configuration } = handles;
    if (type === attributeTypes.characteristic && start < command) {
      const uuid = uuidBytes(gspCharacteristicUuids.command);
      answer(att.findResponse, 21, command - 1, 0, 0x08, command, 0, ...uuid);
      return true;
    }
    if (type === attributeTypes.characteristic && start < data) {
      const uuid = uuidBytes(gspCharacteristicUuids.data);
      answer(att.findResponse, 21, data - 1, 0, 0x10, data, 0, ...uuid);
      return true;
    }
    if (type === attributeTypes.configuration && start <= configuration) {
      answer(att.findResponse, 4, configuration, 0, 0, 0);
      return true;
    }
    return false;
  }

  #listen(on: boolean): void {
    this.#detach();
    this.sensor.connect(this.#nowS, this.device.mtu);
    this.sensor.listen(on, this.#nowS);
    if (on) this.#timer = setInterval(() => this.#connectionEvent(), eventEveryMs);
  }

  #connectionEvent(): void {
    const radio = this.#radio;
    if (radio === null) return;
    if (!this.#isConnected) {
      this.#detach();
      return;
    }
    const nowS = this.#nowS;
    this.sensor.advance(nowS);
    for (;;) {
      const bytes = this.sensor.take(nowS);
      if (bytes === null) return;
      radio.send(radio.handleOf(this.device), [att.notification, handles.data, 0, ...bytes]);
    }
  }

  #detach(): void {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    this.sensor.disconnect(this.#nowS);
  }
}
