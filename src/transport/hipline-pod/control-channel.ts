import { encodePacket } from "../../codec/encode-packet.ts";
import type { ControlRequest, ControlResponse } from "../../codec/packet.ts";
import { characteristicUuids, controlResultCodes, podServiceUuid } from "../../codec/protocol.ts";
import type { CharacteristicAddress, GattConnection } from "../bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../bluetooth/bluetooth-error.ts";
import { Deferred, within } from "../bluetooth/deadline.ts";
import { PodRefusal } from "../bluetooth/device-driver.ts";

/** The pod answers within 1 s (SPEC.md, section 7); a busy radio may hold the answer back for a second more. */
const answerMs = 2000;

const controlPoint: CharacteristicAddress = {
  serviceUuid: podServiceUuid,
  characteristicUuid: characteristicUuids.control,
};

type Body<Request> = Request extends ControlRequest ? Omit<Request, "kind" | "token"> : never;
/** A control request without what the channel adds. */
export type ControlBody = Body<ControlRequest>;

interface Waiting {
  readonly token: number;
  readonly settle: (response: ControlResponse) => void;
}

/** Answers that a later try may turn into another. */
const passingResults: readonly number[] = [
  controlResultCodes.wrongState,
  controlResultCodes.notSubscribed,
  controlResultCodes.busy,
  controlResultCodes.mtuTooSmall,
  controlResultCodes.notAvailable,
];

/** The control point of one connected pod: one request at a time, each with its answer. */
export class ControlChannel {
  readonly #connection: GattConnection;
  #turn: Promise<unknown> = Promise.resolve();
  #token = 0;
  #waiting: Waiting | null = null;

  constructor(connection: GattConnection) {
    this.#connection = connection;
  }

  /** Takes what the pod has indicated on *control*; an answer that nobody waits for is dropped. */
  take(response: ControlResponse): void {
    if (this.#waiting?.token === response.token) this.#waiting.settle(response);
  }

  /** Sends a request and resolves with the pod's answer, also where that is a refusal. @throws BluetoothError */
  request(body: ControlBody): Promise<ControlResponse> {
    const answer = this.#turn.then(() => this.#exchange(body));
    this.#turn = answer.catch(() => undefined);
    return answer;
  }

  /**
   * The same for what the pod must do.
   * @throws BluetoothError, also where the pod refuses for now; PodRefusal where it always will.
   */
  async command(body: ControlBody): Promise<ControlResponse> {
    const response = await this.request(body);
    if (response.resultCode === controlResultCodes.ok) return response;
    const text = `the pod refused ${body.opcode}: ${resultText(response.resultCode)}`;
    if (passingResults.includes(response.resultCode)) throw new BluetoothError("att-error", text);
    throw new PodRefusal(text);
  }

  async #exchange(body: ControlBody): Promise<ControlResponse> {
    this.#token = (this.#token + 1) & 0xff;
    const token = this.#token;
    const answer = new Deferred<ControlResponse>();
    this.#waiting = { token, settle: (response) => answer.resolve(response) };
    try {
      // One body for all opcodes: the union of requests does not survive the spread.
      const packet = { kind: "controlRequest", token, ...body } as ControlRequest;
      await this.#connection.write(controlPoint, encodePacket(packet), "with-response");
      return await within(answer.promise, {
        timeoutMs: answerMs,
        signal: this.#connection.ended,
        late: () =>
          new BluetoothError(
            "att-timeout",
            `the pod did not answer ${body.opcode} within ${answerMs / 1000} s`,
          ),
      });
    } finally {
      this.#waiting = null;
    }
  }
}

function resultText(code: number): string {
  const entry = Object.entries(controlResultCodes).find(([, value]) => value === code);
  return entry?.[0] ?? `result code ${code}`;
}
