/**
 * What a properties file names by a Java class: serdes, extractors, assignors and handlers that are here as well. Classes of the
 * application's own cannot be brought along; they stay texts, which the option then refuses by its own looks.
 */
import { double, float, integer, long, short } from '../../../serde/number.ts'
import { boolean, buffer, nothing } from '../../../serde/plain.ts'
import { string, uuid } from '../../../serde/text.ts'
import {
  failOnInvalidTimestamp,
  partitionTimeOnInvalid,
  skipInvalidTimestamps,
  wallClockTime,
} from '../../../topology/timestamp-extractor.ts'

const serdes = 'org.apache.kafka.common.serialization.Serdes$'
const processor = 'org.apache.kafka.streams.processor.'
const handlers = 'org.apache.kafka.streams.errors.'

const classes: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  [`${serdes}StringSerde`, string],
  [`${serdes}LongSerde`, long],
  [`${serdes}IntegerSerde`, integer],
  [`${serdes}ShortSerde`, short],
  [`${serdes}DoubleSerde`, double],
  [`${serdes}FloatSerde`, float],
  [`${serdes}BooleanSerde`, boolean],
  [`${serdes}ByteArraySerde`, buffer],
  [`${serdes}UUIDSerde`, uuid],
  [`${serdes}VoidSerde`, nothing],
  [`${processor}FailOnInvalidTimestamp`, failOnInvalidTimestamp],
  [`${processor}LogAndSkipOnInvalidTimestamp`, skipInvalidTimestamps],
  [`${processor}UsePartitionTimeOnInvalidTimestamp`, partitionTimeOnInvalid],
  [`${processor}WallclockTimestampExtractor`, wallClockTime],
  [`${processor}internals.assignment.HighAvailabilityTaskAssignor`, 'highly-available'],
  [`${processor}assignment.assignors.StickyTaskAssignor`, 'sticky'],
  [`${handlers}LogAndFailExceptionHandler`, 'fail'],
  [`${handlers}LogAndContinueExceptionHandler`, 'continue'],
  [`${handlers}LogAndFailProcessingExceptionHandler`, 'fail'],
  [`${handlers}LogAndContinueProcessingExceptionHandler`, 'continue'],
  [`${handlers}DefaultProductionExceptionHandler`, 'fail'],
])

/** Of the class of this name, or the name itself. */
export function ofClass(name: string): unknown {
  return classes.get(name.trim()) ?? name
}
