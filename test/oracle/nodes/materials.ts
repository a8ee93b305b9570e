/** How a scenario says that a table is stored, and which stores it has for processors (FORMAT.md section 4). */
import type { Arguments } from '../scenario/arguments.ts'
import { FormatError } from '../scenario/format-error.ts'
import { keySerde, valueSerde } from '../types.ts'
import type { RecordType } from './surroundings.ts'

/** Options of a call, with the serdes of the table that it makes. */
export function material(args: Arguments, { key, value }: RecordType) {
  const given = args.optionalChild('materialized')
  return { key: keySerde(key), value: valueSerde(value), ...(given === undefined ? {} : storeOptions(given)) }
}

/** The same, and nothing at all where the scenario says nothing: names depend on which of the two it is. */
export function optionalMaterial(args: Arguments, type: RecordType) {
  return args.has('materialized') ? material(args, type) : undefined
}

function storeOptions(args: Arguments) {
  const store = args.optionalText('name')
  const type = args.optionalText('type')
  const retention = args.optionalNumber('retentionMs')
  const caching = args.optionalFlag('caching')
  const logging = args.optionalFlag('logging')
  const versioned = args.optionalChild('versioned')
  return {
    ...(store === undefined ? {} : { store }),
    ...(type === undefined ? {} : { place: placeOf(type) }),
    ...(retention === undefined ? {} : { retention }),
    ...(caching === undefined ? {} : { caching }),
    ...(logging === undefined ? {} : { logging }),
    ...(versioned === undefined ? {} : { versioned: versionedOptions(versioned) }),
  }
}

export function versionedOptions(args: Arguments): { historyRetention: number; segmentInterval?: number } {
  const historyRetention = args.number('historyRetentionMs')
  const segmentInterval = args.optionalNumber('segmentIntervalMs')
  return { historyRetention, ...(segmentInterval === undefined ? {} : { segmentInterval }) }
}

export function placeOf(type: string): 'disk' | 'memory' {
  if (type === 'rocksDB') return 'disk'
  if (type === 'inMemory') return 'memory'
  throw new FormatError(`unknown store type ${type}`)
}
