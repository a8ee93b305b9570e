/** The settings of a scenario that hold for its whole topology. */
import type { BuildOptions, Optimization, StreamsBuilderOptions } from '@millrace/streams'
import { string } from '@millrace/streams/serde'
import type { Scenario } from '../scenario/scenario.ts'
import { placeOf } from './materials.ts'

export function builderOptions({ config }: Scenario): StreamsBuilderOptions {
  return {
    defaultSerde: string,
    storePlace: placeOf(config['dsl.store.suppliers.class']),
    storesKeepHeaders: config['dsl.store.format'] === 'HEADERS',
    requiresNames: config['ensure.explicit.internal.resource.naming'] === 'true',
  }
}

/** Which optimizations the scenario wants, in Java's words: `none`, `all`, or a list. */
export function buildOptions({ config }: Scenario): BuildOptions {
  const wanted = config['topology.optimization']
  return { optimization: wanted === 'none' || wanted === 'all' ? wanted : (wanted.split(',') as Optimization[]) }
}
