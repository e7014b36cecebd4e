/*
 * Host test of the reference codec. Reads lines
 *   sender TAB characteristic TAB hex bytes ("-" = none) [TAB expected result TAB expected bytes]
 * and decodes each as the receiver does; the sender is "pod" or "central". The result is the packet
 * field by field, or the fault. The bytes are the packet encoded again, or what a pod answers to a
 * write to control that it refuses, or "-".
 * A line with expectations is compared (exit status 1 where one differs); one without is printed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hipline_pod.h"

static char line[8192];
static char result[8192];
static size_t used;

#define ADD(...) (used += (size_t)snprintf(result + used, sizeof result - used, __VA_ARGS__))

static const char *const channels[] = {"identity", "configuration", "control",     "samples",
                                       "backfill", "status",        "timeExchange"};
static const char *const faults[] = {"none", "packet-truncated", "packet-too-long",
                                     "packet-unknown-type", "packet-invalid-field"};
static const char *const placements[] = {"unassigned", "pelvis", "leftThigh", "rightThigh"};
static const char *const states[] = {"advertising", "connected", "configured", "streaming",
                                     "buffering"};
static const char *const opcodes[] = {"?",      "start",           "stop",           "identify",
                                      "haptic", "setPlacement",    "requestBackfill", "cancelBackfill",
                                      "resetCounters", "configure"};
static const char *const identify_patterns[] = {"steady", "blink", "pulse"};
static const char *const haptic_patterns[] = {"short", "long", "double", "alarm"};
static const char *const outcomes[] = {"complete", "cancelled", "overwritten"};
static const char *const features[] = {"identifyLed", "haptic", "magnetometer"};
static const int rates_hz[] = {0, 100, 104, 200, 208};
static const int acc_ranges_g[] = {0, 8, 16, 32};
static const int gyr_ranges_deg_per_s[] = {0, 1000, 2000, 4000};

static void add_format(hp_format f) {
  ADD(" sampleRateHz=%d accRangeG=%d gyrRangeDegPerS=%d", rates_hz[f.rate],
      acc_ranges_g[f.acc_range], gyr_ranges_deg_per_s[f.gyr_range]);
}

static void add_mask(const char *name, unsigned mask, const int *values, int count) {
  const char *separator = "";
  int code;
  ADD(" %s=", name);
  for (code = 1; code < count; code++) {
    if ((mask >> code) & 1u) {
      ADD("%s%d", separator, values[code]);
      separator = ",";
    }
  }
}

static void add_identity(const hp_identity *id) {
  const char *separator = "";
  int i;
  ADD("identity protocolMajor=%u protocolMinor=%u maxBatchSamples=%u tickRateHz=%" PRIu32 " podId=",
      id->protocol_major, id->protocol_minor, id->max_batch_samples, id->tick_rate_hz);
  for (i = 0; i < HP_SERIAL_BYTES; i++) ADD("%02x", id->serial[i]);
  add_mask("sampleRatesHz", id->sample_rates, rates_hz, 5);
  add_mask("accRangesG", id->acc_ranges, acc_ranges_g, 4);
  add_mask("gyrRangesDegPerS", id->gyr_ranges, gyr_ranges_deg_per_s, 4);
  ADD(" bufferS=%u features=", id->buffer_s);
  for (i = 0; i < 3; i++) {
    if ((id->features >> i) & 1) {
      ADD("%s%s", separator, features[i]);
      separator = ",";
    }
  }
}

static void add_configuration(const hp_configuration *c) {
  add_format(c->format);
  ADD(" batchSamples=%u placement=%s", c->batch_samples, placements[c->placement]);
}

static void add_samples(const hp_samples *s, int backfilled) {
  int sample;
  int value;
  ADD("samples backfilled=%d sequence=%u ticks=%" PRIu32 " spanTicks=%u count=%u", backfilled,
      s->sequence, s->ticks, s->span_ticks, s->count);
  add_format(s->format);
  ADD(" clipped=%d overrun=%d values=", (s->flags & HP_FLAG_CLIPPED) != 0,
      (s->flags & HP_FLAG_OVERRUN) != 0);
  for (sample = 0; sample < s->count; sample++) {
    for (value = 0; value < 6; value++) {
      ADD("%s%d", sample + value > 0 ? "," : "", s->values[sample][value]);
    }
  }
}

static void add_status(const hp_status *s) {
  ADD("status state=%s ticks=%" PRIu32 " bootId=%u batteryPct=", states[s->state], s->ticks,
      s->boot_id);
  if (s->battery_pct == HP_UNKNOWN_BATTERY) {
    ADD("unknown");
  } else {
    ADD("%u", s->battery_pct);
  }
  ADD(" temperature=");
  if (s->temperature == HP_UNKNOWN_TEMPERATURE) {
    ADD("unknown");
  } else {
    ADD("%d", s->temperature);
  }
  ADD(" clippedSamples=%" PRIu32 " overrunSamples=%" PRIu32 " droppedPackets=%" PRIu32
      " newestSequence=%u bufferedPackets=%u errorCode=%u",
      s->clipped_samples, s->overrun_samples, s->dropped_packets, s->newest_sequence,
      s->buffered_packets, s->error_code);
}

static void add_control_request(const hp_control_request *r) {
  ADD("controlRequest opcode=%s token=%u", opcodes[r->opcode], r->token);
  switch (r->opcode) {
    case HP_OPCODE_IDENTIFY:
      ADD(" pattern=%s durationS=%u", identify_patterns[r->args.identify.pattern],
          r->args.identify.duration_s);
      break;
    case HP_OPCODE_HAPTIC:
      ADD(" pattern=%s strengthPct=%u repeats=%u", haptic_patterns[r->args.haptic.pattern],
          r->args.haptic.strength_pct, r->args.haptic.repeats);
      break;
    case HP_OPCODE_SET_PLACEMENT:
      ADD(" placement=%s", placements[r->args.placement]);
      break;
    case HP_OPCODE_REQUEST_BACKFILL:
      ADD(" firstSequence=%u packetCount=%u", r->args.backfill.first_sequence,
          r->args.backfill.packet_count);
      break;
    case HP_OPCODE_CONFIGURE:
      add_configuration(&r->args.configure);
      break;
    default:
      break;
  }
}

static void add_packet(const hp_packet *packet) {
  const hp_backfill_end *end = &packet->as.backfill_end;
  const hp_control_response *response = &packet->as.control_response;
  const hp_time_exchange_response *exchange = &packet->as.time_exchange_response;
  switch (packet->type) {
    case HP_TYPE_IDENTITY:
      add_identity(&packet->as.identity);
      break;
    case HP_TYPE_CONFIGURATION:
      ADD("configuration");
      add_configuration(&packet->as.configuration);
      break;
    case HP_TYPE_SAMPLES:
    case HP_TYPE_BACKFILLED_SAMPLES:
      add_samples(&packet->as.samples, packet->type == HP_TYPE_BACKFILLED_SAMPLES);
      break;
    case HP_TYPE_BACKFILL_END:
      ADD("backfillEnd token=%u outcome=%s firstSequence=%u packetCount=%u", end->token,
          outcomes[end->outcome], end->first_sequence, end->packet_count);
      break;
    case HP_TYPE_STATUS:
      add_status(&packet->as.status);
      break;
    case HP_TYPE_CONTROL_REQUEST:
      add_control_request(&packet->as.control_request);
      break;
    case HP_TYPE_CONTROL_RESPONSE:
      ADD("controlResponse opcodeByte=%u token=%u resultCode=%u firstSequence=%u packetCount=%u",
          response->opcode, response->token, response->result_code, response->first_sequence,
          response->packet_count);
      break;
    case HP_TYPE_TIME_EXCHANGE_REQUEST:
      ADD("timeExchangeRequest token=%u centralTimeUs=%" PRIu64,
          packet->as.time_exchange_request.token,
          packet->as.time_exchange_request.central_time_us);
      break;
    case HP_TYPE_TIME_EXCHANGE_RESPONSE:
      ADD("timeExchangeResponse token=%u bootId=%u receivedTicks=%" PRIu32 " sentTicks=%" PRIu32
          " centralTimeUs=%" PRIu64,
          exchange->token, exchange->boot_id, exchange->received_ticks, exchange->sent_ticks,
          exchange->central_time_us);
      break;
    default:
      ADD("unexpected type %u", packet->type);
      break;
  }
}

static void add_encoded(const hp_packet *packet) {
  uint8_t out[HP_MAX_PACKET];
  size_t size = hp_encode(packet, out, sizeof out);
  size_t i;
  if (size > 0 && hp_encode(packet, out, size - 1) != 0) {
    ADD("\tencoder wrote beyond the capacity");
    return;
  }
  ADD("\t%s", size == 0 ? "-" : "");
  for (i = 0; i < size; i++) ADD("%02x", out[i]);
}

/* Decodes exactly `length` bytes of a heap block of that size, so that a sanitizer sees an overrun. */
static void run(int from_central, hp_channel channel, const uint8_t *bytes, size_t length) {
  hp_packet packet;
  hp_fault fault;
  uint8_t *exact = length == 0 ? NULL : malloc(length);
  used = 0;
  if (exact != NULL) memcpy(exact, bytes, length);
  memset(&packet, 0, sizeof packet);
  fault = (from_central ? hp_decode_request : hp_decode)(channel, exact, length, &packet);
  if (fault.code == HP_FAULT_NONE) {
    add_packet(&packet);
    add_encoded(&packet);
  } else {
    ADD("fault %s %lu", faults[fault.code], (unsigned long)fault.offset);
    if (from_central && channel == HP_CHANNEL_CONTROL) {
      hp_packet answer;
      answer.type = HP_TYPE_CONTROL_RESPONSE;
      answer.as.control_response = hp_refusal(exact, length, fault);
      add_encoded(&answer);
    } else {
      ADD("\t-");
    }
  }
  free(exact);
}

static int channel_of(const char *name) {
  int i;
  for (i = 0; i < 7; i++) {
    if (strcmp(name, channels[i]) == 0) return i;
  }
  return -1;
}

static hp_packet good_identity(void) {
  hp_packet packet;
  memset(&packet, 0, sizeof packet);
  packet.type = HP_TYPE_IDENTITY;
  packet.as.identity.protocol_major = HP_PROTOCOL_MAJOR;
  packet.as.identity.max_batch_samples = 1;
  packet.as.identity.tick_rate_hz = HP_TICK_RATE_HZ;
  packet.as.identity.sample_rates = 1u << HP_RATE_104;
  packet.as.identity.acc_ranges = 1u << HP_ACC_16G;
  packet.as.identity.gyr_ranges = 1u << HP_GYR_2000;
  packet.as.identity.buffer_s = HP_MIN_BUFFER_S;
  return packet;
}

/* Reserved bits must go out as 0; returns the number of packets that carried some. */
static unsigned long encode_reserved(void) {
  static const hp_format format = {HP_RATE_104, HP_ACC_16G, HP_GYR_2000};
  hp_packet packet = good_identity();
  uint8_t out[HP_MAX_PACKET];
  unsigned long carried = 0;
  packet.as.identity.sample_rates = 0xffff;
  packet.as.identity.acc_ranges = 0xff;
  packet.as.identity.gyr_ranges = 0xff;
  packet.as.identity.features = 0xfff8;
  if (hp_encode(&packet, out, sizeof out) == 0 || out[16] != 0x1e || out[17] != 0 ||
      out[18] != 0x0e || out[19] != 0x0e || out[22] != 0 || out[23] != 0) {
    puts("encoder sent reserved bits of the identity");
    carried++;
  }
  memset(&packet, 0, sizeof packet);
  packet.type = HP_TYPE_SAMPLES;
  packet.as.samples.format = format;
  packet.as.samples.count = 1;
  packet.as.samples.flags = 0xfc;
  if (hp_encode(&packet, out, sizeof out) == 0 || out[2] != 0) {
    puts("encoder sent reserved flags of the samples");
    carried++;
  }
  return carried;
}

/* The encoder must refuse what SPEC.md does not allow; returns the number of packets it let through. */
static unsigned long encode_forbidden(void) {
  static const hp_format good = {HP_RATE_104, HP_ACC_16G, HP_GYR_2000};
  static const hp_format no_rate = {5, HP_ACC_16G, HP_GYR_2000};
  hp_packet packets[15];
  uint8_t out[HP_MAX_PACKET];
  unsigned long accepted = 0;
  size_t i;
  memset(packets, 0, sizeof packets);
  for (i = 0; i < 4; i++) {
    packets[i].type = HP_TYPE_SAMPLES;
    packets[i].as.samples.format = good;
    packets[i].as.samples.count = 1;
  }
  packets[0].as.samples.count = 0;
  packets[1].as.samples.count = HP_MAX_SAMPLES + 1;
  packets[1].as.samples.span_ticks = 1;
  packets[2].as.samples.span_ticks = 1;
  packets[3].as.samples.format = no_rate;
  packets[4].type = HP_TYPE_IDENTITY;
  packets[4].as.identity.protocol_major = 2;
  packets[5].type = HP_TYPE_CONFIGURATION;
  packets[5].as.configuration.format = good;
  packets[6].type = HP_TYPE_STATUS;
  packets[6].as.status.battery_pct = 101;
  packets[7].type = HP_TYPE_CONTROL_REQUEST;
  packets[7].as.control_request.opcode = HP_OPCODE_HAPTIC;
  packets[8].type = HP_TYPE_BACKFILL_END;
  packets[8].as.backfill_end.outcome = 3;
  packets[9].type = HP_TYPE_TIME_EXCHANGE_RESPONSE;
  packets[9].as.time_exchange_response.central_time_us = HP_MAX_CENTRAL_TIME_US + 1;
  packets[10].type = 0x7f;
  for (i = 11; i < 15; i++) packets[i] = good_identity();
  packets[11].as.identity.sample_rates = 0xffe1;
  packets[12].as.identity.acc_ranges = 0xfb;
  packets[13].as.identity.gyr_ranges = 0xfb;
  packets[14].as.identity.buffer_s = HP_MIN_BUFFER_S - 1;
  for (i = 0; i < sizeof packets / sizeof packets[0]; i++) {
    if (hp_encode(&packets[i], out, sizeof out) != 0) {
      printf("encoder accepted forbidden packet %lu\n", (unsigned long)i);
      accepted++;
    }
  }
  return accepted;
}

/* Ends `field` at its tab; returns what follows, NULL where nothing does. */
static char *next_field(char *field) {
  char *tab = field == NULL ? NULL : strchr(field, '\t');
  if (tab == NULL) return NULL;
  *tab = '\0';
  return tab + 1;
}

int main(void) {
  static uint8_t bytes[2048];
  unsigned long number = 0;
  unsigned long compared = 0;
  unsigned long failed = encode_forbidden() + encode_reserved();
  while (fgets(line, sizeof line, stdin) != NULL) {
    char *name;
    char *hex;
    char *expected;
    size_t length = 0;
    int from_central;
    int channel;
    number++;
    line[strcspn(line, "\r\n")] = '\0';
    if (line[0] == '\0' || line[0] == '#') continue;
    name = next_field(line);
    hex = next_field(name);
    expected = next_field(hex);
    if (hex == NULL) {
      fprintf(stderr, "line %lu: fewer than three fields\n", number);
      return 2;
    }
    from_central = strcmp(line, "central") == 0;
    if (!from_central && strcmp(line, "pod") != 0) {
      fprintf(stderr, "line %lu: %s is neither pod nor central\n", number, line);
      return 2;
    }
    channel = channel_of(name);
    if (channel < 0) {
      fprintf(stderr, "line %lu: no characteristic is called %s\n", number, name);
      return 2;
    }
    if (strcmp(hex, "-") != 0) {
      for (; hex[2 * length] != '\0' && length < sizeof bytes; length++) {
        unsigned byte;
        if (sscanf(hex + 2 * length, "%2x", &byte) != 1 || hex[2 * length + 1] == '\0') {
          fprintf(stderr, "line %lu: not hexadecimal: %s\n", number, hex);
          return 2;
        }
        bytes[length] = (uint8_t)byte;
      }
    }
    run(from_central, (hp_channel)channel, bytes, length);
    if (expected == NULL) {
      puts(result);
    } else {
      compared++;
      if (strcmp(expected, result) != 0) {
        failed++;
        printf("line %lu: %s %s %s\n  expected %s\n  got      %s\n", number, line, name, hex, expected,
               result);
      }
    }
  }
  if (compared > 0) printf("%lu vectors, %lu failed\n", compared, failed);
  return failed > 0 ? 1 : 0;
}
