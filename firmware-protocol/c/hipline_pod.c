#include "hipline_pod.h"

/* ---- bytes ---- */

static uint16_t get_u16(const uint8_t *p) { return (uint16_t)((uint32_t)p[0] | ((uint32_t)p[1] << 8)); }

static uint32_t get_u32(const uint8_t *p) {
  return (uint32_t)p[0] | ((uint32_t)p[1] << 8) | ((uint32_t)p[2] << 16) | ((uint32_t)p[3] << 24);
}

static uint64_t get_u64(const uint8_t *p) {
  return (uint64_t)get_u32(p) | ((uint64_t)get_u32(p + 4) << 32);
}

/* Without a cast of a value that int16_t cannot hold: C99 leaves its result to the compiler. */
static int16_t get_i16(const uint8_t *p) {
  int32_t value = (int32_t)get_u16(p);
  return (int16_t)(value < 32768 ? value : value - 65536);
}

static void put_u16(uint8_t *p, uint16_t value) {
  p[0] = (uint8_t)(value & 0xff);
  p[1] = (uint8_t)(value >> 8);
}

static void put_u32(uint8_t *p, uint32_t value) {
  put_u16(p, (uint16_t)(value & 0xffff));
  put_u16(p + 2, (uint16_t)(value >> 16));
}

static void put_u64(uint8_t *p, uint64_t value) {
  put_u32(p, (uint32_t)(value & 0xffffffff));
  put_u32(p + 4, (uint32_t)(value >> 32));
}

/* ---- faults and lengths ---- */

static hp_fault fault_at(hp_fault_code code, size_t offset) {
  hp_fault fault;
  fault.code = code;
  fault.offset = offset;
  return fault;
}

static hp_fault no_fault(void) { return fault_at(HP_FAULT_NONE, 0); }

static hp_fault invalid(size_t offset) { return fault_at(HP_FAULT_INVALID_FIELD, offset); }

/* Sizes of the fields of a packet, in the order of SPEC.md's tables, closed by 0. */
static const uint8_t identity_fields[] = {1, 1, 1, 1, 4, 8, 2, 1, 1, 2, 2, 0};
static const uint8_t configuration_fields[] = {1, 1, 1, 1, 0};
static const uint8_t samples_fields[] = {1, 1, 1, 1, 2, 2, 4, 0};
static const uint8_t backfill_end_fields[] = {1, 1, 1, 1, 2, 2, 0};
static const uint8_t status_fields[] = {1, 1, 1, 1, 4, 2, 2, 4, 4, 4, 2, 2, 0};
static const uint8_t request_fields[] = {1, 1, 1, 0};
static const uint8_t request_1_fields[] = {1, 1, 1, 1, 0};
static const uint8_t request_1_1_fields[] = {1, 1, 1, 1, 1, 0};
static const uint8_t request_1_1_1_fields[] = {1, 1, 1, 1, 1, 1, 0};
static const uint8_t request_2_2_fields[] = {1, 1, 1, 2, 2, 0};
static const uint8_t response_fields[] = {1, 1, 1, 1, 2, 2, 0};
static const uint8_t time_request_fields[] = {1, 1, 8, 0};
static const uint8_t time_response_fields[] = {1, 1, 2, 4, 4, 8, 0};

static size_t size_of(const uint8_t *fields) {
  size_t size = 0;
  for (; *fields != 0; fields++) size += *fields;
  return size;
}

/* Fault at the first field that is not there as a whole. */
static hp_fault at_least(const uint8_t *fields, size_t length) {
  size_t offset = 0;
  for (; *fields != 0; fields++) {
    if (length < offset + *fields) return fault_at(HP_FAULT_TRUNCATED, offset);
    offset += *fields;
  }
  return no_fault();
}

static hp_fault exactly(const uint8_t *fields, size_t length) {
  hp_fault fault = at_least(fields, length);
  size_t size = size_of(fields);
  if (fault.code == HP_FAULT_NONE && length > size) return fault_at(HP_FAULT_TOO_LONG, size);
  return fault;
}

/* ---- checks that decoding and encoding share ---- */

static int valid_format(hp_format f) {
  return f.rate >= HP_RATE_100 && f.rate <= HP_RATE_208 && f.acc_range >= HP_ACC_8G &&
         f.acc_range <= HP_ACC_32G && f.gyr_range >= HP_GYR_1000 && f.gyr_range <= HP_GYR_4000;
}

static hp_format get_format(uint8_t byte) {
  hp_format f;
  f.rate = (uint8_t)(byte & 0x0f);
  f.acc_range = (uint8_t)((byte >> 4) & 0x03);
  f.gyr_range = (uint8_t)(byte >> 6);
  return f;
}

static uint8_t format_byte(hp_format f) {
  return (uint8_t)(f.rate | (f.acc_range << 4) | (f.gyr_range << 6));
}

static int valid_count(uint8_t count) { return count >= 1 && count <= HP_MAX_SAMPLES; }

static int valid_span(uint8_t count, uint16_t span_ticks) { return (count == 1) == (span_ticks == 0); }

static int is_unconfigured(const hp_configuration *c) {
  return c->batch_samples == 0 && c->format.rate == 0 && c->format.acc_range == 0 &&
         c->format.gyr_range == 0;
}

/* Checks format, batch and placement, three neighbouring bytes of which the first is at `offset`. */
static hp_fault check_configuration(const hp_configuration *c, size_t offset) {
  if (!valid_format(c->format)) return invalid(offset);
  if (!valid_count(c->batch_samples)) return invalid(offset + 1);
  if (c->placement > HP_PLACEMENT_RIGHT_THIGH) return invalid(offset + 2);
  return no_fault();
}

static hp_configuration get_configuration(const uint8_t *p) {
  hp_configuration c;
  c.format = get_format(p[0]);
  c.batch_samples = p[1];
  c.placement = p[2];
  return c;
}

/* Bits of the identity that version 1.0 knows; the others are ignored when read, sent as 0. */
static const uint16_t known_rates = 0x001e;
static const uint8_t known_ranges = 0x0e;
static const uint16_t known_features =
    HP_FEATURE_IDENTIFY_LED | HP_FEATURE_HAPTIC | HP_FEATURE_MAGNETOMETER;

static hp_fault check_identity(const hp_identity *id) {
  if (id->protocol_major != HP_PROTOCOL_MAJOR) return invalid(1);
  if (!valid_count(id->max_batch_samples)) return invalid(3);
  if (id->tick_rate_hz != HP_TICK_RATE_HZ) return invalid(4);
  if ((id->sample_rates & known_rates) == 0) return invalid(16);
  if ((id->acc_ranges & (1u << HP_ACC_16G)) == 0) return invalid(18);
  if ((id->gyr_ranges & (1u << HP_GYR_2000)) == 0) return invalid(19);
  if (id->buffer_s < HP_MIN_BUFFER_S) return invalid(20);
  return no_fault();
}

static hp_fault check_status(const hp_status *s) {
  if (s->state > HP_STATE_BUFFERING) return invalid(1);
  if (s->battery_pct > 100 && s->battery_pct != HP_UNKNOWN_BATTERY) return invalid(2);
  return no_fault();
}

static hp_fault check_arguments(const hp_control_request *r) {
  switch (r->opcode) {
    case HP_OPCODE_IDENTIFY:
      if (r->args.identify.pattern > HP_IDENTIFY_PULSE) return invalid(3);
      if (r->args.identify.duration_s > HP_MAX_IDENTIFY_S) return invalid(4);
      return no_fault();
    case HP_OPCODE_HAPTIC:
      if (r->args.haptic.pattern > HP_HAPTIC_ALARM) return invalid(3);
      if (r->args.haptic.strength_pct < 1 || r->args.haptic.strength_pct > 100) return invalid(4);
      if (r->args.haptic.repeats < 1 || r->args.haptic.repeats > HP_MAX_HAPTIC_REPEATS) {
        return invalid(5);
      }
      return no_fault();
    case HP_OPCODE_SET_PLACEMENT:
      return r->args.placement > HP_PLACEMENT_RIGHT_THIGH ? invalid(3) : no_fault();
    case HP_OPCODE_REQUEST_BACKFILL:
      if (r->args.backfill.packet_count < 1 ||
          r->args.backfill.packet_count > HP_MAX_BACKFILL_PACKETS) {
        return invalid(5);
      }
      return no_fault();
    case HP_OPCODE_CONFIGURE:
      return check_configuration(&r->args.configure, 3);
    default:
      return no_fault();
  }
}

/* The fields of a request with this opcode; NULL where the opcode is not known. */
static const uint8_t *fields_of_opcode(uint8_t opcode) {
  switch (opcode) {
    case HP_OPCODE_START:
    case HP_OPCODE_STOP:
    case HP_OPCODE_CANCEL_BACKFILL:
    case HP_OPCODE_RESET_COUNTERS:
      return request_fields;
    case HP_OPCODE_IDENTIFY:
      return request_1_1_fields;
    case HP_OPCODE_HAPTIC:
    case HP_OPCODE_CONFIGURE:
      return request_1_1_1_fields;
    case HP_OPCODE_SET_PLACEMENT:
      return request_1_fields;
    case HP_OPCODE_REQUEST_BACKFILL:
      return request_2_2_fields;
    default:
      return NULL;
  }
}

/* ---- decoding ---- */

static hp_fault decode_identity(const uint8_t *p, size_t length, hp_identity *id) {
  hp_fault fault;
  int i;
  /* The version comes first: a pod of another major version may send fewer bytes. */
  if (length > 2 && p[1] != HP_PROTOCOL_MAJOR) return invalid(1);
  fault = at_least(identity_fields, length);
  if (fault.code != HP_FAULT_NONE) return fault;
  id->protocol_major = p[1];
  id->protocol_minor = p[2];
  id->max_batch_samples = p[3];
  id->tick_rate_hz = get_u32(p + 4);
  for (i = 0; i < HP_SERIAL_BYTES; i++) id->serial[i] = p[8 + i];
  id->sample_rates = (uint16_t)(get_u16(p + 16) & known_rates);
  id->acc_ranges = (uint8_t)(p[18] & known_ranges);
  id->gyr_ranges = (uint8_t)(p[19] & known_ranges);
  id->buffer_s = get_u16(p + 20);
  id->features = (uint16_t)(get_u16(p + 22) & known_features);
  return check_identity(id);
}

static hp_fault decode_configuration(const uint8_t *p, size_t length, hp_configuration *c) {
  hp_fault fault = exactly(configuration_fields, length);
  if (fault.code != HP_FAULT_NONE) return fault;
  *c = get_configuration(p + 1);
  if (is_unconfigured(c)) {
    return c->placement > HP_PLACEMENT_RIGHT_THIGH ? invalid(3) : no_fault();
  }
  return check_configuration(c, 1);
}

static hp_fault decode_samples(const uint8_t *p, size_t length, hp_samples *s) {
  size_t expected;
  int sample;
  int value;
  hp_fault fault = at_least(samples_fields, length);
  if (fault.code != HP_FAULT_NONE) return fault;
  s->format = get_format(p[1]);
  if (!valid_format(s->format)) return invalid(1);
  s->flags = (uint8_t)(p[2] & (HP_FLAG_CLIPPED | HP_FLAG_OVERRUN));
  s->count = p[3];
  if (!valid_count(s->count)) return invalid(3);
  expected = HP_SAMPLES_HEADER + (size_t)s->count * HP_BYTES_PER_SAMPLE;
  if (length < expected) {
    size_t whole_values = (length - HP_SAMPLES_HEADER) / 2;
    return fault_at(HP_FAULT_TRUNCATED, HP_SAMPLES_HEADER + 2 * whole_values);
  }
  if (length > expected) return fault_at(HP_FAULT_TOO_LONG, expected);
  s->sequence = get_u16(p + 4);
  s->span_ticks = get_u16(p + 6);
  s->ticks = get_u32(p + 8);
  if (!valid_span(s->count, s->span_ticks)) return invalid(6);
  p += HP_SAMPLES_HEADER;
  for (sample = 0; sample < s->count; sample++) {
    for (value = 0; value < 6; value++, p += 2) s->values[sample][value] = get_i16(p);
  }
  return no_fault();
}

static hp_fault decode_backfill_end(const uint8_t *p, size_t length, hp_backfill_end *end) {
  hp_fault fault = at_least(backfill_end_fields, length);
  if (fault.code != HP_FAULT_NONE) return fault;
  end->token = p[1];
  end->outcome = p[2];
  end->first_sequence = get_u16(p + 4);
  end->packet_count = get_u16(p + 6);
  return end->outcome > HP_BACKFILL_OVERWRITTEN ? invalid(2) : no_fault();
}

static hp_fault decode_status(const uint8_t *p, size_t length, hp_status *s) {
  hp_fault fault = at_least(status_fields, length);
  if (fault.code != HP_FAULT_NONE) return fault;
  s->state = p[1];
  s->battery_pct = p[2];
  s->error_code = p[3];
  s->ticks = get_u32(p + 4);
  s->temperature = get_i16(p + 8);
  s->boot_id = get_u16(p + 10);
  s->clipped_samples = get_u32(p + 12);
  s->overrun_samples = get_u32(p + 16);
  s->dropped_packets = get_u32(p + 20);
  s->newest_sequence = get_u16(p + 24);
  s->buffered_packets = get_u16(p + 26);
  return check_status(s);
}

static hp_fault decode_control_request(const uint8_t *p, size_t length, hp_control_request *r) {
  const uint8_t *fields;
  hp_fault fault = at_least(request_fields, length);
  if (fault.code != HP_FAULT_NONE) return fault;
  fields = fields_of_opcode(p[1]);
  if (fields == NULL) return invalid(1);
  fault = exactly(fields, length);
  if (fault.code != HP_FAULT_NONE) return fault;
  r->opcode = p[1];
  r->token = p[2];
  switch (r->opcode) {
    case HP_OPCODE_IDENTIFY:
      r->args.identify.pattern = p[3];
      r->args.identify.duration_s = p[4];
      break;
    case HP_OPCODE_HAPTIC:
      r->args.haptic.pattern = p[3];
      r->args.haptic.strength_pct = p[4];
      r->args.haptic.repeats = p[5];
      break;
    case HP_OPCODE_SET_PLACEMENT:
      r->args.placement = p[3];
      break;
    case HP_OPCODE_REQUEST_BACKFILL:
      r->args.backfill.first_sequence = get_u16(p + 3);
      r->args.backfill.packet_count = get_u16(p + 5);
      break;
    case HP_OPCODE_CONFIGURE:
      r->args.configure = get_configuration(p + 3);
      break;
    default:
      break;
  }
  return check_arguments(r);
}

static hp_fault decode_control_response(const uint8_t *p, size_t length, hp_control_response *r) {
  hp_fault fault = at_least(response_fields, length);
  if (fault.code != HP_FAULT_NONE) return fault;
  r->opcode = p[1];
  r->token = p[2];
  r->result_code = p[3];
  r->first_sequence = get_u16(p + 4);
  r->packet_count = get_u16(p + 6);
  return no_fault();
}

static hp_fault decode_time_request(const uint8_t *p, size_t length, hp_time_exchange_request *r) {
  hp_fault fault = exactly(time_request_fields, length);
  if (fault.code != HP_FAULT_NONE) return fault;
  r->token = p[1];
  r->central_time_us = get_u64(p + 2);
  return r->central_time_us > HP_MAX_CENTRAL_TIME_US ? invalid(2) : no_fault();
}

static hp_fault decode_time_response(const uint8_t *p, size_t length,
                                     hp_time_exchange_response *r) {
  hp_fault fault = at_least(time_response_fields, length);
  if (fault.code != HP_FAULT_NONE) return fault;
  r->token = p[1];
  r->boot_id = get_u16(p + 2);
  r->received_ticks = get_u32(p + 4);
  r->sent_ticks = get_u32(p + 8);
  r->central_time_us = get_u64(p + 12);
  return r->central_time_us > HP_MAX_CENTRAL_TIME_US ? invalid(12) : no_fault();
}

static int pod_sends(hp_channel channel, uint8_t type) {
  switch (channel) {
    case HP_CHANNEL_IDENTITY:
      return type == HP_TYPE_IDENTITY;
    case HP_CHANNEL_CONFIGURATION:
      return type == HP_TYPE_CONFIGURATION;
    case HP_CHANNEL_CONTROL:
      return type == HP_TYPE_CONTROL_RESPONSE;
    case HP_CHANNEL_SAMPLES:
      return type == HP_TYPE_SAMPLES;
    case HP_CHANNEL_BACKFILL:
      return type == HP_TYPE_BACKFILLED_SAMPLES || type == HP_TYPE_BACKFILL_END;
    case HP_CHANNEL_STATUS:
      return type == HP_TYPE_STATUS;
    case HP_CHANNEL_TIME_EXCHANGE:
      return type == HP_TYPE_TIME_EXCHANGE_RESPONSE;
  }
  return 0;
}

hp_fault hp_decode_request(hp_channel channel, const uint8_t *bytes, size_t length,
                           hp_packet *packet) {
  if (length == 0) return fault_at(HP_FAULT_TRUNCATED, 0);
  packet->type = bytes[0];
  if (channel == HP_CHANNEL_CONTROL && bytes[0] == HP_TYPE_CONTROL_REQUEST) {
    return decode_control_request(bytes, length, &packet->as.control_request);
  }
  if (channel == HP_CHANNEL_TIME_EXCHANGE && bytes[0] == HP_TYPE_TIME_EXCHANGE_REQUEST) {
    return decode_time_request(bytes, length, &packet->as.time_exchange_request);
  }
  return fault_at(HP_FAULT_UNKNOWN_TYPE, 0);
}

hp_fault hp_decode(hp_channel channel, const uint8_t *bytes, size_t length, hp_packet *packet) {
  if (length == 0) return fault_at(HP_FAULT_TRUNCATED, 0);
  if (!pod_sends(channel, bytes[0])) return fault_at(HP_FAULT_UNKNOWN_TYPE, 0);
  packet->type = bytes[0];
  switch (bytes[0]) {
    case HP_TYPE_IDENTITY:
      return decode_identity(bytes, length, &packet->as.identity);
    case HP_TYPE_CONFIGURATION:
      return decode_configuration(bytes, length, &packet->as.configuration);
    case HP_TYPE_SAMPLES:
    case HP_TYPE_BACKFILLED_SAMPLES:
      return decode_samples(bytes, length, &packet->as.samples);
    case HP_TYPE_BACKFILL_END:
      return decode_backfill_end(bytes, length, &packet->as.backfill_end);
    case HP_TYPE_STATUS:
      return decode_status(bytes, length, &packet->as.status);
    case HP_TYPE_CONTROL_RESPONSE:
      return decode_control_response(bytes, length, &packet->as.control_response);
    default:
      return decode_time_response(bytes, length, &packet->as.time_exchange_response);
  }
}

/* ---- encoding ---- */

static void put_configuration(uint8_t *p, const hp_configuration *c) {
  p[0] = format_byte(c->format);
  p[1] = c->batch_samples;
  p[2] = c->placement;
}

static size_t encode_identity(const hp_identity *id, uint8_t *p, size_t capacity) {
  int i;
  size_t size = size_of(identity_fields);
  if (capacity < size || check_identity(id).code != HP_FAULT_NONE) return 0;
  p[1] = id->protocol_major;
  p[2] = id->protocol_minor;
  p[3] = id->max_batch_samples;
  put_u32(p + 4, id->tick_rate_hz);
  for (i = 0; i < HP_SERIAL_BYTES; i++) p[8 + i] = id->serial[i];
  put_u16(p + 16, (uint16_t)(id->sample_rates & known_rates));
  p[18] = (uint8_t)(id->acc_ranges & known_ranges);
  p[19] = (uint8_t)(id->gyr_ranges & known_ranges);
  put_u16(p + 20, id->buffer_s);
  put_u16(p + 22, (uint16_t)(id->features & known_features));
  return size;
}

static size_t encode_configuration(const hp_configuration *c, uint8_t *p, size_t capacity) {
  size_t size = size_of(configuration_fields);
  if (capacity < size) return 0;
  if (is_unconfigured(c)) {
    if (c->placement > HP_PLACEMENT_RIGHT_THIGH) return 0;
  } else if (check_configuration(c, 1).code != HP_FAULT_NONE) {
    return 0;
  }
  put_configuration(p + 1, c);
  return size;
}

static size_t encode_samples(const hp_samples *s, uint8_t *p, size_t capacity) {
  size_t size = HP_SAMPLES_HEADER + (size_t)s->count * HP_BYTES_PER_SAMPLE;
  uint8_t flags = (uint8_t)(s->flags & (HP_FLAG_CLIPPED | HP_FLAG_OVERRUN));
  uint8_t *to;
  int sample;
  int value;
  if (!valid_format(s->format) || !valid_count(s->count) || !valid_span(s->count, s->span_ticks) ||
      capacity < size) {
    return 0;
  }
  to = p + HP_SAMPLES_HEADER;
  for (sample = 0; sample < s->count; sample++) {
    for (value = 0; value < 6; value++, to += 2) {
      int16_t raw = s->values[sample][value];
      if (raw == INT16_MIN || raw == INT16_MAX) flags |= HP_FLAG_CLIPPED;
      put_u16(to, (uint16_t)raw);
    }
  }
  p[1] = format_byte(s->format);
  p[2] = flags;
  p[3] = s->count;
  put_u16(p + 4, s->sequence);
  put_u16(p + 6, s->span_ticks);
  put_u32(p + 8, s->ticks);
  return size;
}

static size_t encode_backfill_end(const hp_backfill_end *end, uint8_t *p, size_t capacity) {
  size_t size = size_of(backfill_end_fields);
  if (capacity < size || end->outcome > HP_BACKFILL_OVERWRITTEN) return 0;
  p[1] = end->token;
  p[2] = end->outcome;
  p[3] = 0;
  put_u16(p + 4, end->first_sequence);
  put_u16(p + 6, end->packet_count);
  return size;
}

static size_t encode_status(const hp_status *s, uint8_t *p, size_t capacity) {
  size_t size = size_of(status_fields);
  if (capacity < size || check_status(s).code != HP_FAULT_NONE) return 0;
  p[1] = s->state;
  p[2] = s->battery_pct;
  p[3] = s->error_code;
  put_u32(p + 4, s->ticks);
  put_u16(p + 8, (uint16_t)s->temperature);
  put_u16(p + 10, s->boot_id);
  put_u32(p + 12, s->clipped_samples);
  put_u32(p + 16, s->overrun_samples);
  put_u32(p + 20, s->dropped_packets);
  put_u16(p + 24, s->newest_sequence);
  put_u16(p + 26, s->buffered_packets);
  return size;
}

static size_t encode_control_request(const hp_control_request *r, uint8_t *p, size_t capacity) {
  const uint8_t *fields = fields_of_opcode(r->opcode);
  size_t size;
  if (fields == NULL || check_arguments(r).code != HP_FAULT_NONE) return 0;
  size = size_of(fields);
  if (capacity < size) return 0;
  p[1] = r->opcode;
  p[2] = r->token;
  switch (r->opcode) {
    case HP_OPCODE_IDENTIFY:
      p[3] = r->args.identify.pattern;
      p[4] = r->args.identify.duration_s;
      break;
    case HP_OPCODE_HAPTIC:
      p[3] = r->args.haptic.pattern;
      p[4] = r->args.haptic.strength_pct;
      p[5] = r->args.haptic.repeats;
      break;
    case HP_OPCODE_SET_PLACEMENT:
      p[3] = r->args.placement;
      break;
    case HP_OPCODE_REQUEST_BACKFILL:
      put_u16(p + 3, r->args.backfill.first_sequence);
      put_u16(p + 5, r->args.backfill.packet_count);
      break;
    case HP_OPCODE_CONFIGURE:
      put_configuration(p + 3, &r->args.configure);
      break;
    default:
      break;
  }
  return size;
}

static size_t encode_control_response(const hp_control_response *r, uint8_t *p, size_t capacity) {
  size_t size = size_of(response_fields);
  if (capacity < size) return 0;
  p[1] = r->opcode;
  p[2] = r->token;
  p[3] = r->result_code;
  put_u16(p + 4, r->first_sequence);
  put_u16(p + 6, r->packet_count);
  return size;
}

static size_t encode_time_request(const hp_time_exchange_request *r, uint8_t *p, size_t capacity) {
  size_t size = size_of(time_request_fields);
  if (capacity < size || r->central_time_us > HP_MAX_CENTRAL_TIME_US) return 0;
  p[1] = r->token;
  put_u64(p + 2, r->central_time_us);
  return size;
}

static size_t encode_time_response(const hp_time_exchange_response *r, uint8_t *p,
                                   size_t capacity) {
  size_t size = size_of(time_response_fields);
  if (capacity < size || r->central_time_us > HP_MAX_CENTRAL_TIME_US) return 0;
  p[1] = r->token;
  put_u16(p + 2, r->boot_id);
  put_u32(p + 4, r->received_ticks);
  put_u32(p + 8, r->sent_ticks);
  put_u64(p + 12, r->central_time_us);
  return size;
}

static size_t encode_body(const hp_packet *packet, uint8_t *out, size_t capacity) {
  switch (packet->type) {
    case HP_TYPE_IDENTITY:
      return encode_identity(&packet->as.identity, out, capacity);
    case HP_TYPE_CONFIGURATION:
      return encode_configuration(&packet->as.configuration, out, capacity);
    case HP_TYPE_SAMPLES:
    case HP_TYPE_BACKFILLED_SAMPLES:
      return encode_samples(&packet->as.samples, out, capacity);
    case HP_TYPE_BACKFILL_END:
      return encode_backfill_end(&packet->as.backfill_end, out, capacity);
    case HP_TYPE_STATUS:
      return encode_status(&packet->as.status, out, capacity);
    case HP_TYPE_CONTROL_REQUEST:
      return encode_control_request(&packet->as.control_request, out, capacity);
    case HP_TYPE_CONTROL_RESPONSE:
      return encode_control_response(&packet->as.control_response, out, capacity);
    case HP_TYPE_TIME_EXCHANGE_REQUEST:
      return encode_time_request(&packet->as.time_exchange_request, out, capacity);
    case HP_TYPE_TIME_EXCHANGE_RESPONSE:
      return encode_time_response(&packet->as.time_exchange_response, out, capacity);
    default:
      return 0;
  }
}

size_t hp_encode(const hp_packet *packet, uint8_t *out, size_t capacity) {
  size_t size = encode_body(packet, out, capacity);
  if (size > 0) out[0] = packet->type;
  return size;
}

hp_control_response hp_refusal(const uint8_t *bytes, size_t length, hp_fault fault) {
  hp_control_response response;
  response.opcode = length > 1 ? bytes[1] : 0;
  response.token = length > 2 ? bytes[2] : 0;
  response.result_code = HP_RESULT_MALFORMED;
  if (fault.code == HP_FAULT_INVALID_FIELD) {
    response.result_code = fault.offset == 1 ? HP_RESULT_UNKNOWN_OPCODE : HP_RESULT_INVALID_ARGUMENT;
  }
  response.first_sequence = 0;
  response.packet_count = 0;
  return response;
}
