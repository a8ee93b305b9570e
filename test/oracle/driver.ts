/** The test driver with the settings of a scenario, which have Java's names and are given as Java gives them. */
import type { Topology } from '@millrace/streams'
import { string } from '@millrace/streams/serde'
import { TestDriver } from '@millrace/streams/testing'
import type { Scenario } from './scenario/scenario.ts'

export function driverOf(topology: Topology, { config, wallClockMs }: Scenario): TestDriver {
  return new TestDriver(topology, {
    startTime: wallClockMs,
    config: {
      applicationId: config['application.id'],
      cacheMaxBytes: Number(config['statestore.cache.max.bytes']),
      maxTaskIdleMs: Number(config['max.task.idle.ms']),
      defaultKeySerde: string,
      defaultValueSerde: string,
      onProcessingError: config['processing.exception.handler'] === 'logAndFail' ? 'fail' : 'continue',
      // Java's driver looks for final results with each record.
      emitIntervalMs: 0,
    },
  })
}
