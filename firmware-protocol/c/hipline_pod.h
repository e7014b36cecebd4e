/*
 * Reference codec of the Hipline pod protocol, version 1.0 (../SPEC.md). C99, no allocation, no
 * dependencies, no state: every function is reentrant. Bytes are read and written one by one, so
 * neither alignment nor the byte order of the processor matters.
 *
 * Numbers in these structures are what SPEC.md's tables hold: codes, raw LSB and ticks.
 */
#ifndef HIPLINE_POD_H
#define HIPLINE_POD_H

#include <stddef.h>
#include <stdint.h>

#define HP_PROTOCOL_MAJOR 1
#define HP_PROTOCOL_MINOR 0
#define HP_TICK_RATE_HZ 32768

#define HP_MAX_SAMPLES 19       /* what an ATT_MTU of 247 carries */
#define HP_SAMPLES_HEADER 12    /* bytes before the first sample */
#define HP_BYTES_PER_SAMPLE 12
#define HP_MAX_PACKET 240       /* longest packet, bytes */
#define HP_SERIAL_BYTES 8
#define HP_MIN_BUFFER_S 60
#define HP_MAX_BACKFILL_PACKETS 32767
#define HP_MAX_IDENTIFY_S 60
#define HP_MAX_HAPTIC_REPEATS 10
#define HP_MAX_CENTRAL_TIME_US UINT64_C(1000000000000000)
#define HP_UNKNOWN_BATTERY 255
#define HP_UNKNOWN_TEMPERATURE (-32768)

/* Smallest ATT_MTU that can carry a batch. */
#define HP_MTU_FOR_BATCH(batch) (3 + HP_SAMPLES_HEADER + HP_BYTES_PER_SAMPLE * (batch))

/* The characteristic over which bytes come or go. */
typedef enum {
  HP_CHANNEL_IDENTITY,
  HP_CHANNEL_CONFIGURATION,
  HP_CHANNEL_CONTROL,
  HP_CHANNEL_SAMPLES,
  HP_CHANNEL_BACKFILL,
  HP_CHANNEL_STATUS,
  HP_CHANNEL_TIME_EXCHANGE
} hp_channel;

/* First byte of a packet. */
typedef enum {
  HP_TYPE_IDENTITY = 0x01,
  HP_TYPE_CONFIGURATION = 0x02,
  HP_TYPE_SAMPLES = 0x10,
  HP_TYPE_BACKFILLED_SAMPLES = 0x11,
  HP_TYPE_BACKFILL_END = 0x12,
  HP_TYPE_STATUS = 0x20,
  HP_TYPE_CONTROL_REQUEST = 0x30,
  HP_TYPE_CONTROL_RESPONSE = 0x31,
  HP_TYPE_TIME_EXCHANGE_REQUEST = 0x40,
  HP_TYPE_TIME_EXCHANGE_RESPONSE = 0x41
} hp_type;

typedef enum { HP_RATE_100 = 1, HP_RATE_104 = 2, HP_RATE_200 = 3, HP_RATE_208 = 4 } hp_rate;
typedef enum { HP_ACC_8G = 1, HP_ACC_16G = 2, HP_ACC_32G = 3 } hp_acc_range;
typedef enum { HP_GYR_1000 = 1, HP_GYR_2000 = 2, HP_GYR_4000 = 3 } hp_gyr_range;

#define HP_FLAG_CLIPPED 0x01
#define HP_FLAG_OVERRUN 0x02

#define HP_FEATURE_IDENTIFY_LED 0x0001
#define HP_FEATURE_HAPTIC 0x0002
#define HP_FEATURE_MAGNETOMETER 0x0004

typedef enum {
  HP_PLACEMENT_UNASSIGNED = 0,
  HP_PLACEMENT_PELVIS = 1,
  HP_PLACEMENT_LEFT_THIGH = 2,
  HP_PLACEMENT_RIGHT_THIGH = 3
} hp_placement;

typedef enum {
  HP_STATE_ADVERTISING = 0,
  HP_STATE_CONNECTED = 1,
  HP_STATE_CONFIGURED = 2,
  HP_STATE_STREAMING = 3,
  HP_STATE_BUFFERING = 4
} hp_state;

typedef enum {
  HP_OPCODE_START = 0x01,
  HP_OPCODE_STOP = 0x02,
  HP_OPCODE_IDENTIFY = 0x03,
  HP_OPCODE_HAPTIC = 0x04,
  HP_OPCODE_SET_PLACEMENT = 0x05,
  HP_OPCODE_REQUEST_BACKFILL = 0x06,
  HP_OPCODE_CANCEL_BACKFILL = 0x07,
  HP_OPCODE_RESET_COUNTERS = 0x08,
  HP_OPCODE_CONFIGURE = 0x09
} hp_opcode;

typedef enum {
  HP_RESULT_OK = 0,
  HP_RESULT_MALFORMED = 1,
  HP_RESULT_UNKNOWN_OPCODE = 2,
  HP_RESULT_WRONG_STATE = 3,
  HP_RESULT_INVALID_ARGUMENT = 4,
  HP_RESULT_NOT_SUPPORTED = 5,
  HP_RESULT_MTU_TOO_SMALL = 6,
  HP_RESULT_NOT_SUBSCRIBED = 7,
  HP_RESULT_BUSY = 8,
  HP_RESULT_NOT_AVAILABLE = 9,
  HP_RESULT_HARDWARE_FAILURE = 10
} hp_result;

typedef enum {
  HP_ERROR_NONE = 0,
  HP_ERROR_SENSOR_FAILURE = 1,
  HP_ERROR_BATTERY_LOW = 2,
  HP_ERROR_BATTERY_EMPTY = 3,
  HP_ERROR_OVERHEATED = 4,
  HP_ERROR_STORAGE_FAILURE = 5,
  HP_ERROR_CLOCK_FAILURE = 6,
  HP_ERROR_WATCHDOG_RESET = 7,
  HP_ERROR_TRANSMIT_OVERFLOW = 8,
  HP_ERROR_INTERNAL = 255
} hp_error;

typedef enum { HP_IDENTIFY_STEADY = 0, HP_IDENTIFY_BLINK = 1, HP_IDENTIFY_PULSE = 2 } hp_identify_pattern;
typedef enum {
  HP_HAPTIC_SHORT = 0,
  HP_HAPTIC_LONG = 1,
  HP_HAPTIC_DOUBLE = 2,
  HP_HAPTIC_ALARM = 3
} hp_haptic_pattern;
typedef enum {
  HP_BACKFILL_COMPLETE = 0,
  HP_BACKFILL_CANCELLED = 1,
  HP_BACKFILL_OVERWRITTEN = 2
} hp_backfill_outcome;

typedef struct {
  uint8_t rate;      /* hp_rate */
  uint8_t acc_range; /* hp_acc_range */
  uint8_t gyr_range; /* hp_gyr_range */
} hp_format;

typedef struct {
  hp_format format;
  uint8_t flags; /* HP_FLAG_...; reserved bits are cleared when decoding and encoding */
  uint8_t count; /* 1 ... HP_MAX_SAMPLES */
  uint16_t sequence;
  uint16_t span_ticks; /* first to last sample; 0 only for a single sample */
  uint32_t ticks;      /* at the first sample */
  /* acc x y z, gyr x y z; LSB = range / 32768 */
  int16_t values[HP_MAX_SAMPLES][6];
} hp_samples;

typedef struct {
  uint8_t token;
  uint8_t outcome; /* hp_backfill_outcome */
  uint16_t first_sequence;
  uint16_t packet_count;
} hp_backfill_end;

typedef struct {
  uint8_t protocol_major; /* decoding and encoding accept HP_PROTOCOL_MAJOR only */
  uint8_t protocol_minor;
  uint8_t max_batch_samples;
  uint32_t tick_rate_hz; /* HP_TICK_RATE_HZ only */
  uint8_t serial[HP_SERIAL_BYTES];
  /*
   * Bit n stands for code n (features: HP_FEATURE_...). Unknown bits are cleared when decoding and
   * encoding. At least one rate, HP_ACC_16G and HP_GYR_2000 must be there.
   */
  uint16_t sample_rates;
  uint8_t acc_ranges;
  uint8_t gyr_ranges;
  uint16_t buffer_s; /* at least HP_MIN_BUFFER_S */
  uint16_t features;
} hp_identity;

/* A pod that has not been configured has batch_samples 0 and a format of zeros. */
typedef struct {
  hp_format format;
  uint8_t batch_samples;
  uint8_t placement; /* hp_placement */
} hp_configuration;

typedef struct {
  uint8_t state;       /* hp_state */
  uint8_t battery_pct; /* 0 ... 100 or HP_UNKNOWN_BATTERY */
  uint8_t error_code;  /* hp_error or a code of a newer pod */
  uint32_t ticks;
  int16_t temperature; /* 0.01 degC or HP_UNKNOWN_TEMPERATURE */
  uint16_t boot_id;
  uint32_t clipped_samples;
  uint32_t overrun_samples;
  uint32_t dropped_packets;
  uint16_t newest_sequence;
  uint16_t buffered_packets;
} hp_status;

typedef struct {
  uint8_t opcode; /* hp_opcode; says which member of args counts */
  uint8_t token;
  union {
    struct {
      uint8_t pattern; /* hp_identify_pattern */
      uint8_t duration_s;
    } identify;
    struct {
      uint8_t pattern; /* hp_haptic_pattern */
      uint8_t strength_pct;
      uint8_t repeats;
    } haptic;
    uint8_t placement; /* set placement: hp_placement */
    struct {
      uint16_t first_sequence;
      uint16_t packet_count;
    } backfill;
    hp_configuration configure;
  } args;
} hp_control_request;

typedef struct {
  uint8_t opcode; /* as in the request, known or not */
  uint8_t token;
  uint8_t result_code; /* hp_result or a code of a newer pod */
  uint16_t first_sequence;
  uint16_t packet_count;
} hp_control_response;

typedef struct {
  uint8_t token;
  uint64_t central_time_us;
} hp_time_exchange_request;

typedef struct {
  uint8_t token;
  uint16_t boot_id;
  uint32_t received_ticks;
  uint32_t sent_ticks;
  uint64_t central_time_us;
} hp_time_exchange_response;

typedef struct {
  uint8_t type; /* hp_type; says which member counts (samples: live and backfilled) */
  union {
    hp_identity identity;
    hp_configuration configuration;
    hp_samples samples;
    hp_backfill_end backfill_end;
    hp_status status;
    hp_control_request control_request;
    hp_control_response control_response;
    hp_time_exchange_request time_exchange_request;
    hp_time_exchange_response time_exchange_response;
  } as;
} hp_packet;

typedef enum {
  HP_FAULT_NONE = 0,
  HP_FAULT_TRUNCATED,
  HP_FAULT_TOO_LONG,
  HP_FAULT_UNKNOWN_TYPE,
  HP_FAULT_INVALID_FIELD
} hp_fault_code;

typedef struct {
  hp_fault_code code;
  size_t offset; /* of the field at fault, from the start of the packet */
} hp_fault;

/*
 * For a pod: reads what a central wrote to *control* or *timeExchange*. Only a request comes back
 * without a fault, so packet->type says which of the two it is, and nothing else. Any bytes are
 * safe. `packet` counts only where the code returned is HP_FAULT_NONE. `bytes` may be NULL where
 * `length` is 0.
 */
hp_fault hp_decode_request(hp_channel channel, const uint8_t *bytes, size_t length,
                           hp_packet *packet);

/* For a central: reads what a pod sent, or what was read from it; else as hp_decode_request. */
hp_fault hp_decode(hp_channel channel, const uint8_t *bytes, size_t length, hp_packet *packet);

/*
 * Writes a packet and returns its length; 0 where a field does not fit the protocol or `capacity`
 * is too small. A samples packet with a value at an end of its range gets HP_FLAG_CLIPPED.
 */
size_t hp_encode(const hp_packet *packet, uint8_t *out, size_t capacity);

/*
 * The answer to a write to *control* that hp_decode_request refused: what to send instead of
 * silence, in every state. `bytes` and `fault` are those of the refused write. These are the first
 * results in SPEC.md's order (malformed, unknownOpcode, invalidArgument), so decode before looking
 * at the state. What depends on the pod is the firmware's to check: the rest of invalidArgument (a
 * rate or range not offered, a batch too large, too short or too long), then the other results.
 */
hp_control_response hp_refusal(const uint8_t *bytes, size_t length, hp_fault fault);

#endif
