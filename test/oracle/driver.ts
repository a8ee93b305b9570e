/** The test driver with the settings of a scenario, which have Java's names and are given as Java gives them. */
import type { Topology } from '@millrace/streams'
import { string } from '@millrace/streams/serde'
import { TestDriver, type TestDriverOptions } from '@millrace/streams/testing'
import type { Scenario } from './scenario/scenario.ts'

/** Where stores lie, in memory if the folder is null, and the changelogs that they are restored from, if they are. */
export interface Ground {
  readonly folder: string | null
  readonly changelogs?: NonNullable<TestDriverOptions['changelogs']>
}

export async function driverOf(
  topology: Topology,
  { config, wallClockMs }: Scenario,
  { folder, changelogs }: Ground,
): Promise<TestDriver> {
  const options: TestDriverOptions = {
    ...(changelogs === undefined ? {} : { changelogs }),
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
  }
  return folder === null ? new TestDriver(topology, options) : await TestDriver.onDisk(topology, folder, options)
}
