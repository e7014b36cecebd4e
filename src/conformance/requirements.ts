/** A requirement of firmware-protocol/SPEC.md, section 13; a test compares this list with the document. */
export interface Requirement {
  readonly id: string;
  /** Section of the document that says more: "9", "5, 9". */
  readonly section: string;
  readonly text: string;
}

export const requirements = [
  {
    id: "HP-001",
    section: "3",
    text: "has the pod service and its seven characteristics with exactly the properties listed",
  },
  {
    id: "HP-002",
    section: "3",
    text: "has Device Information with the serial number of its identity; Battery, if it has that, is never over 100",
  },
  { id: "HP-003", section: "2", text: "advertises the service UUID in the advertising packet" },
  {
    id: "HP-004",
    section: "2",
    text: "advertises major version, placement and serial tail in manufacturer specific data of 8 bytes",
  },
  {
    id: "HP-005",
    section: "2",
    text: "has its full serial number in the name of the scan response",
  },
  { id: "HP-006", section: "2", text: "does not advertise while it has a link" },
  {
    id: "HP-007",
    section: "1",
    text: "its clock runs at 32768 Hz ± 50 ppm, in every state, and is never set",
  },
  { id: "HP-008", section: "1", text: "sends reserved bits and bytes as 0" },
  {
    id: "HP-010",
    section: "4",
    text: "identity: 24 bytes or more, major 1, at least one known rate, ±16 g and ±2000 °/s offered, bufferS ≥ 60",
  },
  {
    id: "HP-011",
    section: "4",
    text: "configuration: reads as set by the last successful configure or setPlacement; format and batch 0 before",
  },
  { id: "HP-012", section: "4", text: "placement survives power-off" },
  {
    id: "HP-013",
    section: "4",
    text: "status at 1 Hz ± 10 %, and within 100 ms of a change of state or error",
  },
  {
    id: "HP-014",
    section: "4",
    text: "bootId changes at every power-up and reset, and at no other time",
  },
  {
    id: "HP-015",
    section: "4",
    text: "counters of the status never fall except by resetCounters or a new bootId",
  },
  {
    id: "HP-020",
    section: "1",
    text: "at rest with the arrow up reads +1 g ± 0.05 g on x, and the frame is right-handed",
  },
  {
    id: "HP-021",
    section: "5",
    text: "rate and ranges in every samples packet are those configured",
  },
  {
    id: "HP-022",
    section: "5",
    text: "count is the configured batch, except in the last packet before a gap or a stop",
  },
  {
    id: "HP-023",
    section: "5",
    text: "spanTicks is within 5 % of (count − 1)·32768/rate and measured",
  },
  {
    id: "HP-024",
    section: "5",
    text: "ticks rise from packet to packet: by count·32768/rate of the earlier one ± 5 %, by more only over an overrun or a stop",
  },
  {
    id: "HP-025",
    section: "5, 9",
    text: "sequence numbers begin at 0 at power-up and rise by 1 per packet made, over stop, start and loss of the link",
  },
  { id: "HP-026", section: "5", text: "sets clipped where a value is −32768 or 32767" },
  {
    id: "HP-027",
    section: "5",
    text: "sets overrun in the packet after a loss of samples, and counts them",
  },
  { id: "HP-028", section: "5", text: "scale within 1 % on both sensors" },
  { id: "HP-030", section: "6", text: "answers the MTU exchange with 247 or less" },
  {
    id: "HP-031",
    section: "6",
    text: "refuses start with mtuTooSmall below 3 + 12 + 12·batchSamples",
  },
  {
    id: "HP-032",
    section: "6",
    text: "sends no packet with count / rate over 50 ms, by the nominal rate",
  },
  {
    id: "HP-033",
    section: "6",
    text: "keeps the link and goes on when its request for connection parameters is refused or unanswered",
  },
  {
    id: "HP-040",
    section: "7",
    text: "answers every write to control with one indication within 1 s, with its opcode and token",
  },
  {
    id: "HP-041",
    section: "7",
    text: "answers short, long and unknown requests with malformed, malformed and unknownOpcode, other types with malformed, and changes nothing",
  },
  {
    id: "HP-042",
    section: "7",
    text: "refuses arguments outside the tables, not offered, or for a period outside 20 … 50 ms with invalidArgument in every state, and changes nothing",
  },
  {
    id: "HP-043",
    section: "7",
    text: "accepts a request without an ATT error and does nothing while indications are not enabled",
  },
  {
    id: "HP-044",
    section: "8",
    text: "every cell of the table of requests and states holds, for requests that pass the checks before wrongState",
  },
  {
    id: "HP-045",
    section: "7",
    text: "refuses start with notSubscribed while notifications of samples are not enabled",
  },
  {
    id: "HP-046",
    section: "8",
    text: "keeps sampling for 10 min ± 10 s after the link is lost in streaming, then advertises unconfigured; holds at least the newest 60 s",
  },
  {
    id: "HP-047",
    section: "8",
    text: "is in buffering on the new link and sends no samples before start",
  },
  {
    id: "HP-048",
    section: "8",
    text: "forgets the configuration but not the placement when it goes to advertising",
  },
  {
    id: "HP-049",
    section: "8",
    text: "goes to buffering when notifications of samples are switched off in streaming",
  },
  {
    id: "HP-050",
    section: "9",
    text: "a backfilled packet equals the live one in every byte but the type",
  },
  {
    id: "HP-051",
    section: "9",
    text: "answers a backfill request with what it has, sends that in order, and closes with a backfill end",
  },
  {
    id: "HP-052",
    section: "9",
    text: "sends backfilled packets only when no live packet waits: live latency does not grow by more than 20 ms",
  },
  {
    id: "HP-053",
    section: "9",
    text: "refuses a second backfill with busy and an empty one with notAvailable",
  },
  {
    id: "HP-054",
    section: "9",
    text: "gives up a live packet after 1 s, and still has it for backfill",
  },
  {
    id: "HP-055",
    section: "9",
    text: "droppedPackets rises by 1 for every packet made and not sent live, also in buffering and at stop",
  },
  {
    id: "HP-056",
    section: "9",
    text: "closes a backfill with cancelled before it answers the cancelBackfill, configure or stop that ended it",
  },
  {
    id: "HP-060",
    section: "10",
    text: "answers a time exchange within 100 ms with token and centralTimeUs unchanged",
  },
  {
    id: "HP-061",
    section: "10",
    text: "receivedTicks ≤ sentTicks (modulo wrap), both within 1 ms of the true instants",
  },
  {
    id: "HP-062",
    section: "10",
    text: "ignores a time exchange that is malformed, or written while notifications are not enabled",
  },
  {
    id: "HP-070",
    section: "11",
    text: "survives any bytes on control and timeExchange without reset, loss of link or loss of samples",
  },
  { id: "HP-071", section: "12", text: "does not demand pairing" },
  { id: "HP-072", section: "12", text: "switches off after 30 min without a link" },
  { id: "HP-073", section: "7", text: "its motor is on for at most 10 s in any 60 s" },
] as const satisfies readonly Requirement[];

export type RequirementId = (typeof requirements)[number]["id"];
