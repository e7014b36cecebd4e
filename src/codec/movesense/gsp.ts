/**
 * Numbers of Movesense's GATT SensorData Protocol (GSP) version 1: "GATT SensorData Protocol specification" (document GD-77,
 * movesense.com/docs/esw/gatt_sensordata_protocol). docs/movesense.md says which of them come from elsewhere.
 */
export const gspServiceUuid = "34802252-7185-4d5d-b431-630e7050e8f0";

export const gspCharacteristicUuids = {
  /** Commands are written to it, with response. */
  command: "34800001-7185-4d5d-b431-630e7050e8f0",
  /** Everything that the sensor says is notified over it. */
  data: "34800002-7185-4d5d-b431-630e7050e8f0",
} as const;

/** First byte of a command. 3 and from 5 on are not used here: they read and erase the sensor's own recordings. */
export const gspCommands = { hello: 0, subscribe: 1, unsubscribe: 2, get: 4 } as const;
export type GspCommand = keyof typeof gspCommands;

/** First byte of what the sensor sends. */
export const gspResponses = { commandResult: 1, data: 2, dataPart2: 3 } as const;

/**
 * Second byte of a command, chosen by the central and repeated by the sensor; never 0. They are always the same ones here, so
 * that a recording tells what was asked.
 */
export const gspReferences = {
  hello: 0x10,
  imuConfig: 0x11,
  energyLevel: 0x12,
  imu6: 0x20,
} as const;
export type GspReference = (typeof gspReferences)[keyof typeof gspReferences];

/** Version that HELLO answers with. */
export const gspVersion = 1;

/** Most bytes of a value that one notification carries behind its two bytes of header; a longer one is split in two. */
export const gspPartBytes = 150;

/** Smallest ATT_MTU that carries such a notification: 3 bytes are ATT's, 2 the header's. */
export const gspSmallestMtu = gspPartBytes + 5;

/** Result codes, as HTTP has them. */
export const gspResults = {
  ok: 200,
  created: 201,
  notFound: 404,
  notImplemented: 501,
  insufficientStorage: 507,
} as const;

/** Sample rates at which Hipline uses a Movesense sensor, of the 13 … 1666 Hz that it offers, Hz. */
export const movesenseSampleRatesHz: readonly number[] = [104, 208];
/** Full scales of its accelerometer, ± g, and of its gyroscope, ± °/s; the smallest goes by two names. */
export const movesenseAccRangesG: readonly number[] = [2, 4, 8, 16];
export const movesenseGyrRangesDegPerS: readonly number[] = [245, 250, 500, 1000, 2000];

/** Resource paths (Movesense API: meas/imu.yaml, system/energy.yaml). */
export const imuConfigPath = "/Meas/IMU/Config";
export const energyLevelPath = "/System/Energy/Level";
export function imu6Path(sampleRateHz: number): string {
  return `/Meas/IMU6/${sampleRateHz}`;
}

/** IMU6 value: a 32-bit timestamp, and two triples of 32-bit floats for each sample. */
export const imu6TimestampBytes = 4;
export const imu6TripleBytes = 12;
export const imu6SampleBytes = 2 * imu6TripleBytes;
/** What fits into two notifications. */
export const imu6MaxSamples = Math.floor((2 * gspPartBytes - imu6TimestampBytes) / imu6SampleBytes);

/** A serial number: 12 digits (Movesense API: info.yaml). */
export const movesenseSerialFormat = /^\d{12}$/;

/** The pod id of a Movesense sensor: its serial number, with zeros in front. */
export function movesensePodId(serial: string): string {
  return serial.padStart(16, "0");
}
