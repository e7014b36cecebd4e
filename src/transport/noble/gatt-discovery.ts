import type {
  CharacteristicAddress,
  DiscoveredCharacteristic,
} from "../bluetooth/bluetooth-central.ts";
import { BluetoothError } from "../bluetooth/bluetooth-error.ts";
import { attErrorCodes, attRequests } from "./att-errors.ts";
import type { AttExchanges } from "./att-exchanges.ts";
import type { NobleCharacteristic, NoblePeripheral, NobleService } from "./noble-types.ts";
import { listenWhile } from "./settle.ts";
import { uuidFromNoble } from "./uuid.ts";

/** What one connected device has, each service asked for its characteristics once. */
export class GattDiscovery {
  readonly #deviceId: string;
  readonly #peripheral: NoblePeripheral;
  readonly #exchanges: AttExchanges;
  #services: readonly NobleService[] | null = null;
  readonly #discovered = new Map<NobleService, readonly DiscoveredCharacteristic[]>();
  readonly #characteristics = new Map<string, NobleCharacteristic>();

  constructor(deviceId: string, peripheral: NoblePeripheral, exchanges: AttExchanges) {
    this.#deviceId = deviceId;
    this.#peripheral = peripheral;
    this.#exchanges = exchanges;
  }

  /** The characteristics of these services, or of all. @throws BluetoothError where the device does not tell them. */
  async discover(serviceUuids?: readonly string[]): Promise<readonly DiscoveredCharacteristic[]> {
    // Asked again, noble makes new objects, and those that are subscribed to would fall silent.
    this.#services ??= await this.#discoverServices();
    const found: DiscoveredCharacteristic[] = [];
    for (const service of this.#services) {
      if (serviceUuids?.includes(uuidFromNoble(service.uuid)) === false) continue;
      const known = this.#discovered.get(service) ?? (await this.#discoverService(service));
      this.#discovered.set(service, known);
      found.push(...known);
    }
    return found;
  }

  /** @throws BluetoothError "gatt-missing" where it was not discovered. */
  characteristicAt(at: CharacteristicAddress): NobleCharacteristic {
    const characteristic = this.#characteristics.get(keyOf(at));
    if (characteristic !== undefined) return characteristic;
    throw new BluetoothError(
      "gatt-missing",
      `${this.#deviceId} has no characteristic ${at.characteristicUuid} in service ${at.serviceUuid}, or it was not discovered.`,
    );
  }

  /** The connection is over. */
  forget(): void {
    this.#services = null;
    this.#discovered.clear();
    this.#characteristics.clear();
  }

  #discoverServices(): Promise<readonly NobleService[]> {
    return this.#exchanges.run<readonly NobleService[]>({
      what: "list its services",
      requests: [attRequests.readByGroupType],
      allowedErrors: [attErrorCodes.attributeNotFound],
      start: (settling) => {
        listenWhile(
          settling,
          this.#peripheral,
          "servicesDiscover",
          (services: readonly NobleService[]) => settling.resolve(services),
        );
        this.#peripheral.discoverServices([]);
      },
    });
  }

  async #discoverService(service: NobleService): Promise<readonly DiscoveredCharacteristic[]> {
    const serviceUuid = uuidFromNoble(service.uuid);
    const characteristics = await this.#exchanges.run<readonly NobleCharacteristic[]>({
      what: `list the characteristics of ${serviceUuid}`,
      requests: [attRequests.readByType],
      allowedErrors: [attErrorCodes.attributeNotFound],
      start: (settling) => {
        listenWhile(
          settling,
          service,
          "characteristicsDiscover",
          (characteristics: readonly NobleCharacteristic[]) => settling.resolve(characteristics),
        );
        service.discoverCharacteristics([]);
      },
    });
    return characteristics.map((characteristic) => {
      const at = { serviceUuid, characteristicUuid: uuidFromNoble(characteristic.uuid) };
      this.#characteristics.set(keyOf(at), characteristic);
      return { ...at, properties: [...characteristic.properties] };
    });
  }
}

/** The same text for the same characteristic. */
export function keyOf(at: CharacteristicAddress): string {
  return `${at.serviceUuid} ${at.characteristicUuid}`;
}
