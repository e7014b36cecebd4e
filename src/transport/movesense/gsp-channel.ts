import { decodeGsp } from "../../codec/movesense/decode-gsp.ts";
import { encodeGspCommand } from "../../codec/movesense/encode-gsp.ts";
import {
  type GspCommand,
  type GspReference,
  gspCharacteristicUuids,
  gspReferences,
  gspServiceUuid,
} from "../../codec/movesense/gsp.ts";
import type { GspHello, GspMessage } from "../../codec/movesense/gsp-message.ts";
import type { PacketFault } from "../../codec/packet.ts";
import type {
  CharacteristicAddress,
  GattConnection,
  ValueListener,
} from "../bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../bluetooth/bluetooth-error.ts";
import { Deferred, within } from "../bluetooth/deadline.ts";

/** A sensor that has not answered by now never will: answers are notifications, and nobody repeats a lost one. */
const answerMs = 2500;

const commandCharacteristic: CharacteristicAddress = {
  serviceUuid: gspServiceUuid,
  characteristicUuid: gspCharacteristicUuids.command,
};
const dataCharacteristic: CharacteristicAddress = {
  serviceUuid: gspServiceUuid,
  characteristicUuid: gspCharacteristicUuids.data,
};

/** Commands to one connected Movesense sensor, and what it answers. */
export class GspChannel {
  readonly #connection: GattConnection;
  readonly #waiting = new Map<number, Deferred<GspMessage | PacketFault>>();

  private constructor(connection: GattConnection) {
    this.#connection = connection;
  }

  /**
   * Finds the service and listens to it.
   * @param onValue takes everything that the sensor notifies, after its answers have been taken out of it.
   * @throws BluetoothError
   */
  static async open(connection: GattConnection, onValue: ValueListener): Promise<GspChannel> {
    const found = await connection.discover([gspServiceUuid]);
    for (const [name, uuid] of Object.entries(gspCharacteristicUuids)) {
      if (found.some(({ characteristicUuid }) => characteristicUuid === uuid)) continue;
      throw new BluetoothError(
        "gatt-missing",
        `the sensor's firmware has no GATT SensorData service (${name} ${uuid})`,
        { hint: "Update the sensor to the Movesense default firmware 2.3 or newer." },
      );
    }
    const channel = new GspChannel(connection);
    await connection.subscribe(dataCharacteristic, (bytes, arrivalS) => {
      channel.#take(bytes);
      onValue(bytes, arrivalS);
    });
    return channel;
  }

  /** Stops listening. @throws BluetoothError */
  async close(): Promise<void> {
    await this.#connection.unsubscribe(dataCharacteristic);
  }

  /**
   * Who the sensor is; null where its firmware does not speak version 1 of the protocol. Such firmware may mean something else by
   * GET (one erases its recordings then) and must not be sent one.
   * @throws BluetoothError
   */
  async hello(): Promise<GspHello | null> {
    const answer = await this.request("hello", gspReferences.hello);
    return answer.kind === "hello" ? answer : null;
  }

  /**
   * Value of a resource; null where the sensor refuses.
   * @throws BluetoothError
   */
  async get(reference: GspReference, path: string): Promise<Uint8Array | null> {
    const answer = await this.request("get", reference, path);
    return answer.kind === "commandResult" && answer.resultCode < 400 ? answer.value : null;
  }

  /** Writes a command, and waits for the first thing that comes under its reference. @throws BluetoothError */
  async request(
    command: GspCommand,
    reference: GspReference,
    path = "",
  ): Promise<GspMessage | PacketFault> {
    const answer = new Deferred<GspMessage | PacketFault>();
    this.#waiting.set(reference, answer);
    try {
      await this.send(command, reference, path);
      return await within(answer.promise, {
        timeoutMs: answerMs,
        signal: this.#connection.ended,
        late: () =>
          new BluetoothError(
            "att-timeout",
            `the sensor did not answer ${command} ${path} within ${answerMs / 1000} s`,
          ),
      });
    } finally {
      this.#waiting.delete(reference);
    }
  }

  /** Writes a command that is not answered. @throws BluetoothError */
  async send(command: GspCommand, reference: GspReference, path = ""): Promise<void> {
    const bytes = encodeGspCommand(command, reference, path);
    await this.#connection.write(commandCharacteristic, bytes, "with-response");
  }

  #take(bytes: Uint8Array): void {
    const [, reference = 0] = bytes;
    this.#waiting.get(reference)?.resolve(decodeGsp(bytes));
  }
}
